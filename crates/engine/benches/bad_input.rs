//! What mails cost that were made to overload their reader: `cargo bench -p engine --bench bad_input`.
//!
//! Each is synchronised into a fresh profile, listed and opened, as bytes through the client, in turns with an ordinary
//! mailbox in the same run. Only ratios are told: how many times an ordinary mailbox it takes, and what twice as much of
//! it costs (2 is linear, 4 would be quadratic).

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that fails has nothing to tell")]

/// The recordings of the corpus, as far as they are needed here.
#[path = "../tests/it/corpus"]
mod corpus {
    #![expect(dead_code, reason = "the tests of the corpus use the rest")]

    pub mod recorded;
    pub mod situation;
}
#[path = "../tests/it/hostile/victim.rs"]
#[expect(dead_code, reason = "its tests use the rest")]
mod victim;

use std::time::{Duration, Instant};

use victim::{END, START, Victim, bombs, crowd, event, exceptions, html, mail};

const TURNS: usize = 9;

/// A mailbox that grows with its size.
type Mailbox = (&'static str, Box<dyn Fn(usize) -> (Vec<String>, Vec<String>)>);

fn mailboxes() -> Vec<Mailbox> {
    let subject = |size: usize| format!("Long {}", "Ä".repeat(1024 * 100 * size));
    let mut all: Vec<Mailbox> = vec![
        ("2 MB of subject", Box::new(move |size| (vec![mail(&subject(size), START, END, "", "")], vec![]))),
        (
            "5,000 attendees",
            Box::new(|size| {
                (vec![mail("Crowd", START, END, "", "")], vec![event("Crowd", 3, 5, &crowd(500 * size))])
            }),
        ),
        (
            "10,000 exceptions",
            Box::new(|size| {
                let dates = i64::try_from(1_000 * size).expect("a small number");
                (vec![], vec![event("Daily", 3, 3, &exceptions(dates))])
            }),
        ),
    ];
    all.push((
        "1601 to 9999",
        Box::new(|size| {
            let series = |at: usize| event(&format!("Daily {at}"), 3, 3, &exceptions(0));
            let ages = mail("All of time", "1601-01-01T00:00:00.000Z", "9999-12-31T23:59:59.000Z", "", "");
            (vec![ages], (0..size).map(series).collect())
        }),
    ));
    for (at, (name, _)) in bombs(1).into_iter().enumerate() {
        let body = move |size: usize| html(&bombs(size)[at].1);
        all.push((name, Box::new(move |size| (vec![mail("Bomb", START, END, "", &body(size))], vec![]))));
    }
    all
}

/// From the first byte of the items until every card is open and the calendar is drawn.
async fn read((mails, events): (Vec<String>, Vec<String>)) -> Duration {
    let victim = Victim::before(mails, &events).await;
    let begun = Instant::now();
    victim.engine.sync(&victim.account).await.expect("it synchronises");
    for row in victim.engine.invitations(&victim.account).expect("a list") {
        victim.engine.card(&victim.account, &row.id).expect("a card");
    }
    let now = victim::now();
    victim.engine.calendar(&victim.account, now, now + chrono::TimeDelta::days(42)).expect("six weeks");
    begun.elapsed()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("{:<20} {:>22} {:>14}", "", "an ordinary mailbox", "twice as much");
    for (name, mailbox) in mailboxes() {
        let mut least = [Duration::MAX; 3];
        for _ in 0..TURNS {
            let took = [read((vec![], vec![])).await, read(mailbox(5)).await, read(mailbox(10)).await];
            least = std::array::from_fn(|at| least[at].min(took[at]));
        }
        let [ordinary, half, whole] = least.map(|time| time.as_secs_f64());
        println!("{name:<20} {:>21.1}x {:>13.1}x", whole / ordinary, whole / half);
    }
}
