//! A server that replaces the item of what was answered: one meeting to a person, at every moment.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::TimeDelta;
use eas::ProtocolVersion::V14_1;
use eas::transport::{Request, Response};
use eas::{Transport, TransportError};
use engine::secrets::MemorySecrets;
use engine::view::{Answer, OwnState};
use engine::{Access, Engine, Network, Parts};
use exchange_sim::Event;
use wbxml::Element;
use wbxml::tags::airsync;

use crate::world::{BOB, World, decision, entered, monday, quarterly_planning};

/// The key of the answer that has only one half of the pair.
const BETWEEN: &str = "between";

/// What the two answers bring.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Order {
    DeleteFirst,
    AddFirst,
    /// The Add never comes.
    DeleteAlone,
}

/// What a person sees at one moment.
#[derive(Debug, Clone, PartialEq)]
struct Look {
    /// In the calendar, by title.
    calendar: Vec<(String, OwnState)>,
    /// Beside the other meeting at that time.
    beside: usize,
    /// What the other meeting collides with.
    overlaps: u32,
    hits: usize,
}

/// The way to a server, on which an answer that has both Delete and Add comes as two, and somebody looks each time that
/// one is in the database.
struct Split {
    way: Arc<dyn Transport>,
    order: Order,
    held: Mutex<Option<Element>>,
    looks: Mutex<Vec<(bool, Look)>>,
    engine: Mutex<Option<(Engine, String)>>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Split {
    fn look(&self, between: bool) {
        if let Some((engine, account)) = lock(&self.engine).clone() {
            lock(&self.looks).push((between, look(&engine, &account)));
        }
    }

    fn halves(&self, sync: &Element) -> Option<(Element, Element)> {
        let collection = sync.path(&[airsync::COLLECTIONS, airsync::COLLECTION])?;
        let commands = collection.find(airsync::COMMANDS)?;
        let (delete, add) = (commands.find(airsync::DELETE)?, commands.find(airsync::ADD)?);
        let value = |tag| collection.value_of(tag).unwrap().into_owned();
        let answer = |key: &str, more: bool, command: Option<&Element>| {
            let commands = command.map(|command| Element::new(airsync::COMMANDS).with(command.clone()));
            let collection = Element::new(airsync::COLLECTION)
                .with(Element::text(airsync::SYNC_KEY, key))
                .with(Element::text(airsync::COLLECTION_ID, value(airsync::COLLECTION_ID)))
                .with(Element::text(airsync::STATUS, "1"))
                .with_opt(more.then(|| Element::new(airsync::MORE_AVAILABLE)))
                .with_opt(commands);
            Element::new(airsync::SYNC).with(Element::new(airsync::COLLECTIONS).with(collection))
        };
        let (first, second) = match self.order {
            Order::DeleteFirst => (delete, Some(add)),
            Order::AddFirst => (add, Some(delete)),
            Order::DeleteAlone => (delete, None),
        };
        let key = value(airsync::SYNC_KEY);
        Some((answer(BETWEEN, true, Some(first)), answer(&key, false, second)))
    }
}

#[async_trait]
impl Transport for Split {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let asked = Element::decode(&request.body).ok();
        let key = asked.as_ref().and_then(|asked| {
            let collection = asked.path(&[airsync::COLLECTIONS, airsync::COLLECTION])?;
            collection.value_of(airsync::SYNC_KEY).map(std::borrow::Cow::into_owned)
        });
        let between = key.as_deref() == Some(BETWEEN);
        self.look(between);
        if between {
            // The whole answer came already; of this request only the way is of interest.
            let second = lock(&self.held).take().unwrap();
            let headers = [(http::header::CONTENT_TYPE, "application/vnd.ms-sync.wbxml".parse().unwrap())];
            let headers = headers.into_iter().collect();
            return Ok(Response { status: http::StatusCode::OK, headers, body: second.encode().into() });
        }
        let response = self.way.send(request).await?;
        let served = key.and_then(|_| Element::decode(&response.body).ok());
        match served.and_then(|sync| self.halves(&sync)) {
            Some((first, second)) => {
                *lock(&self.held) = Some(second);
                Ok(Response { body: first.encode().into(), ..response })
            }
            None => Ok(response),
        }
    }
}

struct ByWay(Arc<Split>);

impl Network for ByWay {
    fn transport(&self) -> Result<Arc<dyn Transport>, TransportError> {
        let way: Arc<dyn Transport> = self.0.clone();
        Ok(way)
    }
}

fn look(engine: &Engine, account: &str) -> Look {
    let (from, to) = (monday(), monday() + TimeDelta::days(3));
    let calendar = engine.calendar(account, from, to).unwrap();
    let planning = |subject: &str| subject == "Quarterly Planning";
    let rows = engine.invitations(account).unwrap();
    let other = rows.iter().find(|row| row.subject == "Budget").unwrap();
    let beside = engine.calendar_beside(account, &other.id, from, to).unwrap();
    let entries = calendar.into_iter().filter(|entry| planning(&entry.subject));
    Look {
        calendar: entries.map(|entry| (entry.subject, entry.own)).collect(),
        beside: beside.len(),
        overlaps: other.overlaps,
        hits: engine.search(account, "quarterly planning").unwrap().len(),
    }
}

/// Bob accepts, and looks each time that something has come; the last look is when all is done.
async fn accepted(order: Order) -> Vec<(bool, Look)> {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    world.invite(Event { subject: "Budget".into(), ..quarterly_planning() });
    let way = Arc::new(Split {
        way: world.network().transport().unwrap(),
        order,
        held: Mutex::default(),
        looks: Mutex::default(),
        engine: Mutex::default(),
    });
    let folder = tempfile::tempdir().unwrap();
    let parts = Parts {
        secrets: Arc::new(MemorySecrets::default()),
        network: Arc::new(ByWay(Arc::clone(&way))),
        clock: Arc::new(engine::clock::ManualClock::new(monday() + TimeDelta::minutes(1))),
        zone: chrono_tz::Europe::Berlin,
    };
    let engine = Engine::open(folder.path(), Access::Write, parts).unwrap();
    let account = engine.add_account(&world.login(BOB)).await.unwrap().id;
    engine.sync(&account).await.unwrap();
    let rows = engine.invitations(&account).unwrap();
    let row = rows.iter().find(|row| row.subject == "Quarterly Planning").unwrap();
    *lock(&way.engine) = Some((engine.clone(), account.clone()));
    entered(engine.decide(&decision(&account, &row.id, Answer::Accepted)));
    engine.deliver(&account).await.unwrap();
    engine.sync(&account).await.unwrap();
    way.look(false);
    *lock(&way.engine) = None;
    std::mem::take(&mut *lock(&way.looks))
}

#[tokio::test]
async fn a_meeting_whose_item_is_replaced_in_two_answers_is_never_two_and_never_none() {
    for order in [Order::DeleteFirst, Order::AddFirst] {
        let looks = accepted(order).await;
        assert_eq!(
            looks.iter().filter(|(between, _)| *between).count(),
            1,
            "{order:?}: they were two answers"
        );
        let one = Look {
            calendar: vec![("Quarterly Planning".into(), OwnState::Accepted)],
            beside: 1,
            overlaps: 1,
            hits: 1,
        };
        for (between, look) in looks {
            assert_eq!(look, one, "{order:?}, between the two: {between}");
        }
    }
}

#[tokio::test]
async fn what_was_deleted_goes_when_nothing_takes_its_place() {
    let looks = accepted(Order::DeleteAlone).await;
    let (between, last) = (looks.iter().find(|(between, _)| *between).unwrap(), looks.last().unwrap());
    assert_eq!(between.1.calendar.len(), 1, "it may come yet");
    assert_eq!((last.1.calendar.len(), last.1.overlaps), (0, 0), "it did not");
}
