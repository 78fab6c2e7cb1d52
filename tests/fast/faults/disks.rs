//! What a broker reads from its disks does not hold up what it knows by heart.

use kafka_protocol::messages::ApiKey;
use kconsole::demo::fault::{Act, Rule};
use kconsole::kafka::calls::{groups, log_dirs};

use super::*;

#[test]
fn a_slow_disk_holds_up_only_questions_to_the_disk() {
    let demo = cluster();
    let slow = Rule::on(Act::Delay(3 * SHORT)).broker(ONE).api(ApiKey::DescribeLogDirs);
    demo.shared().faults.add(slow);
    run(async {
        let client = client(profile(&demo)).await;
        let mut dirs = Box::pin(log_dirs::describe(&client, ONE));
        tokio::select! {
            biased;
            _ = &mut dirs => panic!("the disk is slow"),
            listed = groups::list_of(&client, ONE) => assert_eq!(listed.unwrap().len(), 1),
        }
        assert!(!dirs.await.unwrap().is_empty(), "it comes all the same");
    });
}
