"""What the decode matrix is made of: schemas, and values as kconsole writes and shows them and as Python's clients do."""

import base64
import datetime
import decimal
import importlib
import json
import pathlib
import struct
import sys
import tempfile
import uuid
from dataclasses import dataclass, field

import cbor2
import msgpack

UTC = datetime.timezone.utc


@dataclass
class Case:
    """A format by a schema. `rows`: (as kconsole's JSON, as the client's value); `builds_on`: (name, subject, text)."""

    name: str
    kind: str
    text: str
    rows: list
    builds_on: list = field(default_factory=list)
    message: str = ""  # of Protobuf: its full name
    made: type = None  # of Protobuf: the class


def raw(data):
    """Bytes in kconsole's JSON."""
    return {"base64": base64.b64encode(data).decode()}


def schema(**fields):
    return json.dumps(fields)


MONEY = schema(type="record", name="Money", namespace="shop", fields=[
    {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 4}},
    {"name": "currency", "type": "string"}])

ORDER = schema(type="record", name="Order", namespace="shop", fields=[
    {"name": "id", "type": "string"},
    {"name": "customer", "type": {"type": "record", "name": "Customer", "fields": [
        {"name": "name", "type": "string"},
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "address", "type": ["null", {"type": "record", "name": "Address", "fields": [
            {"name": "street", "type": "string"}, {"name": "zip", "type": "int"}]}], "default": None}]}},
    {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["NEW", "PAID"]}},
    {"name": "paid", "type": ["null",
        {"type": "record", "name": "Card", "fields": [{"name": "number", "type": "string"}]},
        {"type": "record", "name": "Transfer", "fields": [{"name": "iban", "type": "string"}]}]},
    {"name": "any", "type": ["null", "boolean", "long", "double", "string", {"type": "array", "items": "int"}, {"type": "map", "values": "long"}]},
    {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "Line", "fields": [
        {"name": "sku", "type": "string"}, {"name": "price", "type": "double"}]}}},
    {"name": "counts", "type": {"type": "map", "values": "long"}},
    {"name": "parent", "type": ["null", "Order"], "default": None}])

ADDRESS = {"street": "Hauptstraße 5", "zip": 10115}
ORDERS = [
    {"id": "o-1", "customer": {"name": "Zoë", "tags": ["a", "b"], "address": ADDRESS}, "state": "PAID",
     "paid": {"iban": "DE02"}, "any": {"a": 2**53 + 1}, "lines": [{"sku": "x", "price": 0.1}], "counts": {"k": -1}, "parent": None},
    {"id": "o-2", "customer": {"name": "", "tags": [], "address": None}, "state": "NEW", "paid": None, "any": "text", "lines": [],
     "counts": {}, "parent": {"id": "o-1", "customer": {"name": "x", "tags": [], "address": None}, "state": "NEW",
                              "paid": {"number": "4111"}, "any": [1, -2], "lines": [], "counts": {}, "parent": None}},
    {"id": "o-3", "customer": {"name": "y", "tags": [], "address": None}, "state": "NEW", "paid": None, "any": 2.5, "lines": [],
     "counts": {}, "parent": None}]

LOGICAL = schema(type="record", name="Times", namespace="shop", fields=[
    {"name": "day", "type": {"type": "int", "logicalType": "date"}},
    {"name": "clock", "type": {"type": "int", "logicalType": "time-millis"}},
    {"name": "fine", "type": {"type": "long", "logicalType": "time-micros"}},
    {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
    {"name": "exact", "type": {"type": "long", "logicalType": "timestamp-micros"}},
    {"name": "local", "type": {"type": "long", "logicalType": "local-timestamp-millis"}},
    {"name": "trace", "type": {"type": "string", "logicalType": "uuid"}},
    {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
    {"name": "large", "type": {"type": "bytes", "logicalType": "decimal", "precision": 30, "scale": 4}},
    {"name": "fixed", "type": {"type": "fixed", "name": "D8", "size": 8, "logicalType": "decimal", "precision": 18, "scale": 3}},
    {"name": "maybe", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
    {"name": "hash", "type": {"type": "fixed", "name": "F4", "size": 4}},
    {"name": "raw", "type": "bytes"}, {"name": "f", "type": "float"}, {"name": "d", "type": "double"}])
TRACE = "6f9619ff-8b86-d011-b42d-00c04fc964ff"
TIMES = [(
    {"day": "2026-11-21", "clock": "03:12:41.120", "fine": "03:12:41.120007", "at": "2026-11-21T03:12:41.120Z",
     "exact": "1969-12-31T23:59:59.999999Z", "local": "2026-11-21T03:12:41.120", "trace": TRACE, "amount": -12.5,
     "large": "-12345678901234567890.5678", "fixed": "123456789012345.678", "maybe": "2026-11-21T03:12:41.120Z",
     "hash": {"base64": "/wD/AA=="}, "raw": {"base64": "gIE="}, "f": 0.1, "d": -2.5e-300},
    {"day": datetime.date(2026, 11, 21), "clock": datetime.time(3, 12, 41, 120000), "fine": datetime.time(3, 12, 41, 120007),
     "at": datetime.datetime(2026, 11, 21, 3, 12, 41, 120000, UTC), "exact": datetime.datetime(1969, 12, 31, 23, 59, 59, 999999, UTC),
     "local": datetime.datetime(2026, 11, 21, 3, 12, 41, 120000), "trace": uuid.UUID(TRACE), "amount": decimal.Decimal("-12.50"),
     "large": decimal.Decimal("-12345678901234567890.5678"), "fixed": decimal.Decimal("123456789012345.678"),
     "maybe": datetime.datetime(2026, 11, 21, 3, 12, 41, 120000, UTC), "hash": b"\xff\0\xff\0", "raw": b"\x80\x81",
     "f": struct.unpack("<f", struct.pack("<f", 0.1))[0], "d": -2.5e-300})]

INVOICE = schema(type="record", name="Invoice", namespace="shop", fields=[
    {"name": "total", "type": "shop.Money"}, {"name": "parts", "type": {"type": "array", "items": "shop.Money"}}])
INVOICES = [({"total": {"amount": "19.9900", "currency": "EUR"}, "parts": []},
             {"total": {"amount": decimal.Decimal("19.99"), "currency": "EUR"}, "parts": []})]

V1 = schema(type="record", name="Stock", namespace="shop", fields=[{"name": "sku", "type": "string"}, {"name": "n", "type": "int"}])
V2 = schema(type="record", name="Stock", namespace="shop", fields=[
    {"name": "sku", "type": "string"}, {"name": "n", "type": "long"}, {"name": "site", "type": "string", "default": "B"}])

MONEY_PROTO = 'syntax = "proto3";\npackage shop;\nmessage Amount { int64 units = 1; sint32 nanos = 2; string currency = 3; }\n'
ORDER_PROTO = """syntax = "proto3";
package shop;
import "shop_amount.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
message Purchase {
  enum State { NEW = 0; PAID = 1; }
  message Line { string sku = 1; uint32 count = 2; repeated double prices = 3; message Deep { bool yes = 1; } Deep deep = 4; }
  string id = 1; Amount total = 2; repeated Line lines = 3; State state = 4; map<string, int64> counts = 5; bytes raw = 6;
  google.protobuf.Timestamp at = 7; oneof how { string card = 8; Amount transfer = 9; } optional int32 maybe = 10;
  google.protobuf.StringValue note = 11; fixed64 big = 12; float f = 13;
}
message Refund { message Reason { string text = 1; } string id = 1; Reason reason = 2; }
"""
AMOUNT_SCHEMA = schema(**{"$id": "amount.json", "type": "object", "properties": {"units": {"type": "integer"}, "currency": {"type": "string"}},
                          "required": ["units"]})
SALE_SCHEMA = schema(**{"$schema": "http://json-schema.org/draft-07/schema#", "title": "Sale", "type": "object", "properties": {
    "id": {"type": "string"}, "total": {"$ref": "amount.json"}, "lines": {"type": "array", "items": {"type": "number"}}}, "required": ["id"]})
SALE = {"id": "s-ü", "total": {"units": 2**53 + 1, "currency": "EUR"}, "lines": [1, 2.5]}


def classes():
    """The Protobuf classes, as protoc makes them."""
    from grpc_tools import protoc
    import grpc_tools

    folder = pathlib.Path(tempfile.mkdtemp(prefix="kconsole-decode-"))
    for name, text in (("shop_amount", MONEY_PROTO), ("shop_purchase", ORDER_PROTO)):
        (folder / f"{name}.proto").write_text(text)
    known = pathlib.Path(grpc_tools.__file__).parent / "_proto"
    if protoc.main(["protoc", f"-I{folder}", f"-I{known}", f"--python_out={folder}", "shop_amount.proto", "shop_purchase.proto"]) != 0:
        raise SystemExit("protoc failed")
    sys.path.insert(0, str(folder))
    return importlib.import_module("shop_purchase_pb2"), importlib.import_module("shop_amount_pb2")


def cases():
    """All formats that have a schema."""
    made, money = classes()
    full = made.Purchase(id="p-é", total=money.Amount(units=2**53 + 1, nanos=-5, currency="EUR"), state=1, counts={"k": -(2**60)}, raw=b"\xff\0",
                         transfer=money.Amount(units=1), maybe=0, big=2**64 - 1, f=0.1,
                         lines=[made.Purchase.Line(sku="x", count=2, prices=[0.5, 1], deep={"yes": True})])
    full.at.FromJsonString("2026-11-21T03:12:41.120Z")
    full.note.value = "n"
    amount = lambda units, nanos, currency: {"units": units, "nanos": nanos, "currency": currency}
    shown = {"id": "p-é", "total": amount(2**53 + 1, -5, "EUR"), "state": "PAID", "counts": {"k": -(2**60)}, "raw": "/wA=",
             "lines": [{"sku": "x", "count": 2, "prices": [0.5, 1.0], "deep": {"yes": True}}], "at": "2026-11-21T03:12:41.120Z",
             "transfer": amount(1, 0, ""), "maybe": 0, "note": "n", "big": 2**64 - 1, "f": 0.1}
    bare = {"id": "", "lines": [], "state": "NEW", "counts": {}, "raw": "", "big": 0, "f": 0.0}
    proto = lambda name, rows, message, type_: Case(
        name, "PROTOBUF", ORDER_PROTO, rows, [("shop_amount.proto", "shop_amount.proto", MONEY_PROTO)], message, type_)
    same = lambda values: [(value, value) for value in values]
    return [
        Case("Avro: nested, unions, maps, recursive", "AVRO", ORDER, same(ORDERS)),
        Case("Avro: logical types, fixed, bytes", "AVRO", LOGICAL, TIMES),
        Case("Avro: a reference", "AVRO", INVOICE, INVOICES, [("shop.Money", "shop.Money", MONEY)]),
        Case("Avro: a bare string", "AVRO", '{"type": "string"}', same(["just text", ""])),
        proto("Protobuf: nested, oneof, maps, a reference", [(shown, full), (bare, made.Purchase())], "shop.Purchase", made.Purchase),
        proto("Protobuf: a nested message", [({"text": "broken"}, made.Refund.Reason(text="broken"))], "shop.Refund.Reason", made.Refund.Reason),
        Case("JSON Schema: a reference", "JSON", SALE_SCHEMA, same([SALE]), [("amount.json", "amount.json", AMOUNT_SCHEMA)]),
    ]


def plain():
    """Formats that need none: (name, bytes, what `--decode` shows, its format, as a client reads it back)."""
    tree = {"a": [1, 2.5, None, True, -7], "b": {"c": "ü"}}
    return [
        ("null", None, None, "null", None),
        ("JSON", json.dumps(tree, ensure_ascii=False).encode(), tree, "json", json.loads),
        ("UTF-8", "grüße, 世界 \t".encode(), "grüße, 世界 \t", "text", bytes.decode),
        ("MessagePack", msgpack.packb(tree | {"raw": b"\xff", "big": 2**63}), tree | {"raw": {"base64": "/w=="}, "big": 2**63}, "msgpack", msgpack.unpackb),
        ("MessagePack: a time", msgpack.packb({"t": msgpack.Timestamp(1795230761, 120000000)}), {"t": "2026-11-21T03:12:41.12Z"}, "msgpack", msgpack.unpackb),
        ("CBOR", cbor2.dumps(tree | {"raw": b"\xff", "n": -(2**40)}), tree | {"raw": {"base64": "/w=="}, "n": -(2**40)}, "cbor", cbor2.loads),
        ("int32", struct.pack(">i", 4711), 4711, "integer", lambda raw: struct.unpack(">i", raw)[0]),
        ("int64", struct.pack(">q", -5), -5, "integer", lambda raw: struct.unpack(">q", raw)[0]),
        ("int64: a time in ms", struct.pack(">q", 1795230761120), 1795230761120, "integer", lambda raw: struct.unpack(">q", raw)[0]),
        ("float", struct.pack(">f", 0.1), raw(struct.pack(">f", 0.1)), "hex", lambda raw: struct.unpack(">f", raw)[0]),
        ("double", struct.pack(">d", 1e-9), raw(struct.pack(">d", 1e-9)), "hex", lambda raw: struct.unpack(">d", raw)[0]),
        ("bytes (hex)", b"\xff\xfe\0\x9c\x80", raw(b"\xff\xfe\0\x9c\x80"), "hex", bytes),
        ("bytes that look framed", b"\0\x7f\xff\xff\xff\xffrest", raw(b"\0\x7f\xff\xff\xff\xffrest"), "hex", bytes),
    ]
