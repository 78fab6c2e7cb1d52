//! Several tries for one answer: the next begins when the one before failed or was silent too long.

use std::future::Future;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};

/// The first success; or every failure, in the order they came. Tries that lost are dropped, and with them what they
/// had under way.
pub(in crate::kafka) async fn first<T, E, F>(
    tries: impl IntoIterator<Item = F>,
    patience: Duration,
) -> Result<T, Vec<E>>
where
    F: Future<Output = Result<T, E>>,
{
    let mut waiting = tries.into_iter().peekable();
    let mut running = FuturesUnordered::new();
    let mut failures = Vec::new();
    loop {
        running.extend(waiting.next());
        let silence = tokio::time::sleep(patience);
        tokio::select! {
            ended = running.next() => match ended {
                Some(Ok(answer)) => return Ok(answer),
                Some(Err(failure)) => failures.push(failure),
                None => return Err(failures),
            },
            () = silence, if waiting.peek().is_some() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::{BoxFuture, FutureExt, pending, ready};

    use super::*;

    const LONG: Duration = Duration::from_secs(3600);
    type Try = BoxFuture<'static, Result<u8, &'static str>>;

    #[tokio::test]
    async fn a_failure_starts_the_next_at_once() {
        let tries: Vec<Try> = vec![ready(Err("a")).boxed(), ready(Ok(2)).boxed(), pending().boxed()];
        assert_eq!(first(tries, LONG).await, Ok(2));
    }

    #[tokio::test]
    async fn silence_starts_the_next_and_leaves_the_first_running() {
        let tries: Vec<Try> = vec![pending().boxed(), ready(Ok(2)).boxed()];
        assert_eq!(first(tries, Duration::from_millis(1)).await, Ok(2));
        let late = async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok(1)
        };
        let tries: Vec<Try> = vec![late.boxed(), pending().boxed(), pending().boxed()];
        assert_eq!(first(tries, Duration::from_millis(1)).await, Ok(1));
    }

    #[tokio::test]
    async fn a_quick_answer_asks_nobody_else() {
        let started = AtomicUsize::new(0);
        let tries = (0..3).map(|n| {
            started.fetch_add(1, Ordering::Relaxed);
            ready(Ok::<_, ()>(n))
        });
        assert_eq!(first(tries, LONG).await, Ok(0));
        // One is made ahead, to know whether there is another; it is never run.
        assert!(started.load(Ordering::Relaxed) <= 2);
    }

    #[tokio::test]
    async fn when_all_fail_every_reason_is_there() {
        let tries: Vec<Try> = vec![ready(Err("a")).boxed(), ready(Err("b")).boxed()];
        assert_eq!(first(tries, LONG).await, Err(vec!["a", "b"]));
        assert_eq!(first(Vec::<Try>::new(), LONG).await, Err(vec![]));
    }
}
