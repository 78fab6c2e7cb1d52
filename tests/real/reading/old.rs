//! Records of before Kafka 0.11, which a broker of today may still hold: named, never taken for others.

use anyhow::{Result, ensure};
use rdkafka::producer::{BaseRecord, Producer};

use super::seen::{PATIENCE, kconsole, producer, topic};
use crate::clusters;
use crate::harness::Version;

const TOPIC: &str = "reading-old";

pub fn formats() -> Result<()> {
    let cluster = clusters::version(Version::V2_8_2)?;
    let mut brokers = String::new();
    for format in ["0.9.0", "0.10.2", "2.8"] {
        let name = format!("{TOPIC}-{format}");
        brokers = topic(&cluster, &name, 1, 1, &[("message.format.version", format)])?;
        let producer = producer(&brokers)?;
        for n in 0..10 {
            let (key, value) = (format!("k{n}"), format!("v{n}"));
            let record = BaseRecord::to(&name).partition(0).key(&key).payload(&value);
            producer.send(record).map_err(|(error, _)| error)?;
        }
        producer.flush(PATIENCE)?;
    }
    for (format, magic) in [("0.9.0", "v0"), ("0.10.2", "v1")] {
        let name = format!("{TOPIC}-{format}");
        for command in [
            &["-b", &brokers, "consume", &name][..],
            &["-b", &brokers, "search", &name, "v3"],
            &["-b", &brokers, "consume", &name, "--group", "old", "-n", "3"],
        ] {
            let said = kconsole(command)?;
            ensure!(
                said.code == 1 && said.stdout.is_empty() && said.stderr.contains(&format!("message format {magic}")),
                "{command:?}: {said:?}"
            );
        }
    }
    let present = format!("{TOPIC}-2.8");
    let said = kconsole(&["-b", &brokers, "consume", &present, "-o", "json"])?;
    ensure!(said.code == 0 && said.rows()?.len() == 10, "{said:?}");
    Ok(())
}
