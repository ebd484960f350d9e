//! The network between the engine and the server, which fails as the weather wants it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use eas::transport::{Request, Response, Transport, TransportError};
use engine::Network;
use exchange_sim::model::mailbox::Item;
use exchange_sim::{Command, On, Sim};
use wbxml::Element;
use wbxml::tags::meeting_response;

use crate::time::Time;
use crate::weather::{Named, Sky};

/// A network with one server in it.
#[derive(Debug, Clone)]
pub struct Wire {
    /// The server.
    pub sim: Sim,
    /// What goes wrong.
    pub sky: Sky,
    /// What time it is.
    pub time: Arc<Time>,
    /// How late the server may be with an answer.
    pub patience: TimeDelta,
}

impl Network for Wire {
    fn transport(&self) -> Result<Arc<dyn Transport>, TransportError> {
        Ok(Arc::new(self.clone()))
    }
}

#[async_trait]
impl Transport for Wire {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        // Before anything has left; after the server has acted; and each of the two takes its time, in which people and
        // other servers do something else.
        self.sky.point().await;
        self.pass_a_moment().await;
        if self.sky.with(|weather| weather.offline) {
            let host = request.url.host_str().unwrap_or_default().to_owned();
            return Err(TransportError::Connect { host, detail: "no network".into() });
        }
        let command = command(&request);
        let now = self.time.now();
        let user = parameter(&request, "User").unwrap_or_default();
        let struck = command.and_then(|command| {
            self.sky.with(|weather| {
                // No server is late for ever, and what is later than its family's custom nobody can promise to cope with.
                let since = weather.unseen_since.get(&user);
                let may_be_late = since.is_none_or(|since| now - *since < self.patience);
                weather.strike(command, now, self.sim.path(), may_be_late)
            })
        });
        let named =
            command.filter(|command| *command == Command::MeetingResponse).and_then(|_| self.named(&request));
        if let Some((_, fault)) = &struck {
            self.sim.fail(On::any(), fault.clone());
        }
        let answer = self.sim.send(request).await;
        self.sky.with(|weather| {
            weather.tally.requests += 1;
            let clean = struck.is_none() && answer.as_ref().is_ok_and(|answer| answer.status.is_success());
            match command {
                Some(Command::MeetingResponse) => drop(weather.unseen_since.insert(user.clone(), now)),
                // An Inbox, a calendar, and one more to be sure that it was the calendar's last.
                Some(Command::Sync) if clean => weather.seen(&user),
                Some(Command::Sync) => drop(weather.clean_syncs.remove(&user)),
                _ => {}
            }
            weather.named.extend(named);
            weather.note(|| {
                let name = command.map_or("OPTIONS", Command::name);
                let fault = struck.map_or(String::new(), |(name, _)| format!(", struck by: {name}"));
                let status = answer.as_ref().map_or("lost".to_owned(), |answer| answer.status.to_string());
                let who = user.split('@').next().unwrap_or_default();
                let result = answer.as_ref().map(meeting_status).unwrap_or_default();
                format!("{} {who} {name} {status}{result}{fault}", now.format("%d %H:%M:%S%.3f"))
            });
        });
        self.pass_a_moment().await;
        self.sky.point().await;
        answer
    }
}

impl Wire {
    async fn pass_a_moment(&self) {
        let delay = self.sky.with(crate::weather::Weather::delay);
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }

    /// Which invitation in the Inbox a MeetingResponse names.
    fn named(&self, request: &Request) -> Option<Named> {
        let tree = Element::decode(&request.body).ok()?;
        let one = tree.find(meeting_response::REQUEST)?;
        let id = one.value_of(meeting_response::REQUEST_ID)?;
        let user = parameter(request, "User")?;
        let mailbox = self.sim.mailbox(&user).ok()?;
        let inbox = mailbox.inbox();
        let event = inbox.item(inbox.find(&id)?).and_then(Item::mail)?.request()?;
        Some(Named {
            user: mailbox.owner.email.clone(),
            uid: event.uid.clone(),
            recurrence_id: event.recurrence_id,
            start: event.start,
        })
    }
}

/// The status of a MeetingResponse's Result, in words for the trace.
fn meeting_status(answer: &Response) -> String {
    let tree = Element::decode(&answer.body).ok();
    let status = tree.and_then(|tree| {
        tree.find(meeting_response::RESULT)?.value_of(meeting_response::STATUS).map(|it| it.into_owned())
    });
    status.map_or(String::new(), |status| format!(", status {status}"))
}

fn command(request: &Request) -> Option<Command> {
    Command::named(&parameter(request, "Cmd")?)
}

fn parameter(request: &Request, name: &str) -> Option<String> {
    request.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
