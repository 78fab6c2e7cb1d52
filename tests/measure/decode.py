"""The decode matrix: each format written by kconsole and read by confluent-kafka, and the other way round, through real registries."""

import contextlib
import json
import os
import pathlib
import subprocess
import tempfile
import time

import cluster
import formats
import registries
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from confluent_kafka.schema_registry import Schema, SchemaReference, SchemaRegistryClient, dual_schema_id_deserializer, header_schema_id_serializer
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from note import Note, say

SUFFIX = {"AVRO": "avsc", "PROTOBUF": "proto", "JSON": "json"}
SHOWN_AS = {"AVRO": "avro", "PROTOBUF": "protobuf", "JSON": "json-schema"}


class Bench:
    """A cluster, kconsole, and a client that nobody here wrote."""

    def __init__(self, args):
        self.binary, self.bootstrap = args.kconsole, cluster.Cluster(args).bootstrap
        self.mark, self.topics, self.folder = f"decode-{int(time.time())}", [], tempfile.TemporaryDirectory()
        self.admin = AdminClient({"bootstrap.servers": self.bootstrap})

    def topic(self):
        name = f"{self.mark}-{len(self.topics)}"
        for made in self.admin.create_topics([NewTopic(name, 1, 1)]).values():
            made.result()
        self.topics.append(name)
        return name

    def kconsole(self, *words, stdin="", registry=None, fails=False):
        command = [self.binary, "-b", self.bootstrap, *(["--registry", registry.url] if registry else []), *words]
        run = subprocess.run(command, input=stdin, capture_output=True, text=True, env=os.environ | {"HOME": self.folder.name})
        if fails is not None and (run.returncode != 0) != fails:
            raise Wrong(f"kconsole {' '.join(words)}: exit {run.returncode}: {run.stderr.strip()}")
        return run.stdout

    def shown(self, topic, registry=None, fails=False):
        lines = self.kconsole("consume", topic, "--decode", "-o", "json", registry=registry, fails=fails).splitlines()
        return [json.loads(line) for line in lines]

    def write(self, topic, values):
        """`values`: (bytes, headers)."""
        producer = Producer({"bootstrap.servers": self.bootstrap})
        for value, headers in values:
            producer.produce(topic, value, headers=headers)
        if producer.flush(20):
            raise Wrong("not delivered")

    def read(self, topic, count):
        """The first records of partition 0 as (bytes, headers)."""
        consumer = Consumer({"bootstrap.servers": self.bootstrap, "group.id": self.mark, "enable.auto.commit": False})
        consumer.assign([TopicPartition(topic, 0, 0)])
        messages, end = [], time.monotonic() + 20
        while len(messages) < count and time.monotonic() < end:
            messages += consumer.consume(count, 0.2)
        consumer.close()
        return [(message.value(), message.headers() or []) for message in messages]

    def file(self, case, text=None):
        path = pathlib.Path(self.folder.name) / f"schema.{SUFFIX[case.kind]}"
        path.write_text(text or case.text)
        return str(path)


class Wrong(Exception):
    """What is not as it should be."""


def equal(got, wanted):
    if got != wanted:
        raise Wrong(f"{got!r} instead of {wanted!r}")


def register(bench, registry, case, subject=None):
    """By kconsole: what it builds on, then itself."""
    references = []
    for name, of, inner in case.builds_on:
        bench.kconsole("schemas", "register", of, "-f", bench.file(case, inner), registry=registry)
        references += ["--reference", f"{name}={of}:1"]
    if subject:
        bench.kconsole("schemas", "register", subject, "-f", bench.file(case), *references, registry=registry)


def serializer(client, case, text=None, **settings):
    schema = Schema(text or case.text, case.kind, [SchemaReference(name, of, 1) for name, of, _ in case.builds_on])
    if case.kind == "AVRO":
        return AvroSerializer(client, schema, conf=settings)
    if case.kind == "JSON":
        return JSONSerializer(schema, client, conf=settings)
    return ProtobufSerializer(case.made, client, settings | {"use.deprecated.format": False})


def deserializer(client, case):
    settings = {"schema.id.deserializer": dual_schema_id_deserializer}
    if case.kind == "AVRO":
        return AvroDeserializer(client, conf=settings)
    if case.kind == "JSON":
        return JSONDeserializer(None, schema_registry_client=client, conf=settings)
    # without the registry: it would ask for a compiled schema (format=serialized), and Apicurio knows only texts
    return ProtobufDeserializer(case.made, settings | {"use.deprecated.format": False})


def written_here(bench, registry, client, case):
    """kconsole → confluent-kafka, and kconsole → kconsole."""
    topic = bench.topic()
    register(bench, registry, case, f"{topic}-value")
    lines = "".join(json.dumps(row) + "\n" for row, _ in case.rows)
    more = ["--record", case.message] if case.message else []
    bench.kconsole("produce", topic, "-i", "values", "--schema", "latest", *more, stdin=lines, registry=registry)
    read = deserializer(client, case)
    values = [read(value, SerializationContext(topic, MessageField.VALUE, headers)) for value, headers in bench.read(topic, len(case.rows))]
    equal(values, [value for _, value in case.rows])
    equal([record["value"] for record in bench.shown(topic, registry)], [row for row, _ in case.rows])


def read_here(bench, registry, client, case, **settings):
    """confluent-kafka → kconsole."""
    topic, records = bench.topic(), []
    if case.kind != "PROTOBUF":  # which its client registers itself
        register(bench, registry, case)
    write = serializer(client, case, **settings)
    for _, value in case.rows:
        headers = []
        records.append((write(value, SerializationContext(topic, MessageField.VALUE, headers)), headers))
    bench.write(topic, records)
    shown = bench.shown(topic, registry)
    equal([record.get("value_error") for record in shown], [None] * len(case.rows))
    equal([record["value"] for record in shown], [row for row, _ in case.rows])
    equal({record["value_format"] for record in shown}, {SHOWN_AS[case.kind]})


def evolved(bench, registry, client, ours):
    """Records of two versions in one topic, each read by its own, after the second is there."""
    case, topic = formats.Case("evolution", "AVRO", formats.V1, []), bench.topic()
    rows = [{"sku": "a", "n": 1}, {"sku": "b", "n": 2**40, "site": "B"}]
    for text, row in zip((formats.V1, formats.V2), rows):
        if ours:
            bench.kconsole("produce", topic, "-i", "values", "--schema", f"@{bench.file(case, text)}", "--register",
                           stdin=json.dumps(row), registry=registry)
        else:
            bench.write(topic, [(serializer(client, case, text)(row, SerializationContext(topic, MessageField.VALUE)), [])])
    equal([record["value"] for record in bench.shown(topic, registry)], rows)
    read = AvroDeserializer(client, formats.V2)
    values = [read(value, SerializationContext(topic, MessageField.VALUE)) for value, _ in bench.read(topic, 2)]
    equal(values, [rows[0] | {"site": "B"}, rows[1]])


def plain_ways(bench, name, raw, shown, format_, theirs):
    """(kconsole → client, client → kconsole) of a format without a schema: what kconsole prints as JSON goes in again, the same bytes."""

    def here():
        first, second = bench.topic(), bench.topic()
        bench.write(first, [(raw, [("h", b"\xff")])])
        bench.kconsole("produce", second, "-i", "json", stdin=bench.kconsole("consume", first, "-o", "json"))
        equal(bench.read(second, 1), [(raw, [("h", b"\xff")])])

    def there():
        topic = bench.topic()
        bench.write(topic, [(raw, [])])
        record = bench.shown(topic)[0] if name != "bytes that look framed" else bench.shown(topic, fails=None)[0]
        equal((record["value"], record["value_format"]), (shown, format_))
        if theirs and not isinstance(shown, dict):
            equal(theirs(raw), record["value"])

    return here, there


def tried(work):
    try:
        work()
        return "ok"
    except Exception as why:  # one failure is one cell: the others are wanted too
        return f"**{type(why).__name__}**: {str(why)[:600]}".replace("\n", " ")


def main():
    parser = cluster.arguments("decode", description=__doc__)
    parser.add_argument("--registry", action="append", choices=registries.VERSIONS, help="only this Apicurio; may be repeated")
    args = parser.parse_args()
    bench = Bench(args)
    note = Note("Decode matrix: kconsole and confluent-kafka", ["format", "registry", "kconsole → client, and back", "client → kconsole"])
    for row in formats.plain():
        here, there = plain_ways(bench, *row)
        note.row(row[0], "—", tried(here), tried(there))
    for version in args.registry or registries.VERSIONS:
        with registries.Apicurio(version) as registry:
            client = SchemaRegistryClient({"url": registry.url})
            for case in formats.cases():
                note.row(case.name, registry.name, tried(lambda: written_here(bench, registry, client, case)),
                         tried(lambda: read_here(bench, registry, client, case)))
            note.row("Avro: two versions in a topic", registry.name, tried(lambda: evolved(bench, registry, client, True)),
                     tried(lambda: evolved(bench, registry, client, False)))
            guids = registries.Guids(registry)
            client = SchemaRegistryClient({"url": guids.url})
            for case in formats.cases():
                note.row(f"{case.name}; GUID in a header", guids.name, "—", tried(lambda: read_here(
                    bench, guids, client, case, **{"schema.id.serializer": header_schema_id_serializer})))
    with contextlib.suppress(Exception):
        for gone in bench.admin.delete_topics(bench.topics).values():
            gone.result()
    note.print()
    bad = sum("**" in cell for row in note.rows for cell in row)
    say(f"{len(note.rows)} rows, {bad} cells wrong")
    raise SystemExit(1 if bad else 0)


if __name__ == "__main__":
    main()
