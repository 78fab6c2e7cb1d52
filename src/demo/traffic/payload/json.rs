//! All that is JSON, and the lines that are nothing in particular.

use bytes::Bytes;
use serde_json::{Value, json};

use super::super::dice::Dice;
use super::avro::money;
use super::shop::{self, Shop};
use super::{Made, framed, keyed};
use crate::demo::schemas::INVENTORY;
use crate::demo::story::Content;

pub(super) fn make(content: Content, shop: &Shop, now: i64, dice: &mut Dice) -> Made {
    match content {
        Content::Click => click(now, dice),
        Content::Session => {
            let customer = shop::customer(dice);
            let value = json!({"session": dice.hex(), "customer": customer, "pages": 1 + dice.below(40),
                "seconds": dice.below(1_800), "converted": dice.chance(0.07), "ended_at": now});
            json_of(customer, &value)
        }
        Content::Cart => {
            let customer = shop::customer(dice);
            let value = json!({"customer": customer, "sku": shop::sku(dice),
                "change": dice.of(&["added", "added", "removed", "quantity"]), "items": 1 + dice.below(9), "at": now});
            json_of(customer, &value)
        }
        Content::Stock => stock(dice),
        Content::ConnectOffset => {
            let key = format!("[\"orders-source\",{{\"server\":\"shop-db-{}\"}}]", dice.below(25));
            json_of(
                key,
                &json!({"lsn": now, "snapshot": false, "ts_usec": now.saturating_mul(1_000)}),
            )
        }
        Content::ConnectStatus => {
            let connector = dice.of(&["orders-source", "warehouse-sink"]);
            let value = json!({"state": "RUNNING", "trace": null, "worker_id": "10.0.2.11:8083", "generation": 7});
            json_of(format!("status-connector-{connector}"), &value)
        }
        Content::Revenue => {
            let (_, country, _) = shop::place(dice);
            let value =
                json!({"country": country, "orders": dice.below(4_000), "revenue": money(shop::price(dice) * 90)});
            json_of(country.to_owned(), &value)
        }
        Content::Line => line(now, dice),
        _ => of_an_order(content, shop, now, dice),
    }
}

fn click(now: i64, dice: &mut Dice) -> Made {
    let session = format!("s-{:06x}", dice.below(60_000));
    let page = match dice.below(4) {
        0 => "/".to_owned(),
        1 => format!(
            "/search?q={}",
            dice.of(&["lamp", "oak desk", "sofa bed", "rug 200x300"])
        ),
        _ => format!("/p/{}", shop::sku(dice)),
    };
    let value = json!({"session": session, "event": dice.of(&["view", "view", "view", "click", "scroll", "add_to_cart"]),
        "page": page, "device": dice.of(&["mobile", "mobile", "desktop", "tablet"]), "at": now});
    json_of(session, &value)
}

/// A robot's click: always the same session, so always the same partition.
pub(super) fn robot(now: i64, dice: &mut Dice) -> Made {
    let session = "s-crawler-7".to_owned();
    let value = json!({"session": session, "event": "view", "page": format!("/p/{}", shop::sku(dice)),
        "device": "desktop", "agent": "PriceCrawler/3.1", "at": now});
    json_of(session, &value)
}

fn stock(dice: &mut Dice) -> Made {
    let sku = shop::sku(dice);
    let value = json!({"sku": sku, "warehouse": dice.of(&["lyon-1", "gdansk-2", "leipzig-1"]),
        "on_hand": dice.below(900), "reserved": dice.below(40)});
    keyed(sku, framed(INVENTORY.id, &[], value.to_string().as_bytes()))
}

fn of_an_order(content: Content, shop: &Shop, now: i64, dice: &mut Dice) -> Made {
    let order = shop.known(dice);
    let value = match content {
        Content::Paid => {
            json!({"order": order.id, "amount": money(order.cents), "currency": order.currency, "at": now})
        }
        Content::Shipped => json!({"order": order.id, "carrier": dice.of(&["DHL", "PostNL", "Colissimo", "InPost"]),
            "parcel": dice.hex(), "status": dice.of(&["picked", "packed", "handed over", "in transit"]), "at": now}),
        Content::Score => json!({"order": order.id, "score": f64::from(dice.below(1_000)) / 1_000.0,
            "rules": [dice.of(&["velocity", "geo", "device", "bin"])], "model": "2026-10"}),
        Content::Reservation => {
            json!({"order": order.id, "sku": shop::sku(dice), "quantity": 1 + dice.below(3), "at": now})
        }
        Content::Mail => json!({"to": order.customer, "order": order.id,
            "template": dice.of(&["order-confirmed", "parcel-on-its-way", "please-review"]), "locale": dice.of(&["de", "fr", "pl", "en"])}),
        Content::Consent => json!({"customer": order.customer, "marketing": dice.chance(0.4), "at": now}),
        _ => json!({"actor": dice.of(&["svc-checkout", "svc-payments", "anna", "ci-deploy"]),
            "action": dice.of(&["login", "read", "update", "export"]), "object": order.id, "at": now}),
    };
    let key = match content {
        Content::Consent | Content::Mail => order.customer,
        _ => order.id,
    };
    json_of(key, &value)
}

fn line(now: i64, dice: &mut Dice) -> Made {
    let host = format!("web-{}", 1 + dice.below(12));
    let line = format!(
        "{host} requests.p99 {}ms gc {}ms {now}",
        20 + dice.below(200),
        dice.below(30)
    );
    Made {
        key: None,
        value: Some(Bytes::from(line)),
        headers: Vec::new(),
    }
}

fn json_of(key: String, value: &Value) -> Made {
    keyed(key, value.to_string())
}
