//! How an answer fares on its way: which ones wait, which need not wait any longer, and how one ended.

use engine::Engine;
use engine::view::{CalendarLampState, OrganizerLampState, Receipt, ReceiptAction, ToldReason, TroubleCode};

use crate::fault::{Exit, Fault};
use crate::words;

/// Something of this answer has not arrived yet, and will be sent.
pub fn waits(receipt: &Receipt) -> bool {
    let lamps = &receipt.lamps;
    matches!(lamps.calendar.state, CalendarLampState::Queued | CalendarLampState::Sending)
        || lamps.organizer.state == OrganizerLampState::Sending
}

/// Somebody asks now: what waited only because nothing could be sent need not wait any longer. What the server put
/// off, or what may have arrived, keeps its time.
pub fn hurry(engine: &Engine, receipt: &Receipt) -> Result<(), Fault> {
    let nothing_left = receipt
        .trouble
        .as_ref()
        .is_some_and(|trouble| matches!(trouble.code, TroubleCode::Offline | TroubleCode::SignIn));
    if nothing_left && receipt.actions.contains(&ReceiptAction::Retry) {
        engine.retry(&receipt.id)?;
    }
    Ok(())
}

/// Sends an answer now, as far as it goes.
pub async fn deliver(engine: &Engine, account: &str, id: &str) -> Result<(), Fault> {
    let mut receipt = engine.receipt(id)?;
    hurry(engine, &receipt)?;
    while waits(&receipt) {
        engine.deliver(account).await?;
        let now = engine.receipt(id)?;
        // An answer that nothing happened to waits for an earlier one of the same meeting.
        if engine.is_settled(id)? || now.steps == receipt.steps {
            break;
        }
        receipt = now;
    }
    if engine.receipt(id)?.lamps.calendar.state == CalendarLampState::Accepted {
        // Only to see it in the calendar at once, where the server is quick; the answer itself has arrived.
        engine.sync(account).await?;
    }
    Ok(())
}

/// How an answer ended, for the exit code.
pub fn outcome(receipt: &Receipt) -> Result<(), Fault> {
    let who = words::who(&receipt.organizer);
    let trouble = receipt.trouble.as_ref();
    let why = trouble.map_or("it is not its turn yet", |trouble| words::trouble(trouble.code));
    let fault = match (receipt.lamps.calendar.state, receipt.lamps.organizer.state) {
        (CalendarLampState::Refused, _) => Fault::new(
            Exit::NotAnswerable,
            "refused",
            format!("The answer was refused, so {who} was not told: {why}. Look at it again: quorumctl sync"),
        ),
        (CalendarLampState::Queued | CalendarLampState::Sending, _) => {
            let (exit, code) = match trouble.map(|trouble| trouble.code) {
                Some(TroubleCode::SignIn) => (Exit::SignIn, "sign_in"),
                Some(TroubleCode::Policy) => (Exit::SignIn, "policy"),
                _ => (Exit::Waiting, "waiting"),
            };
            Fault::new(exit, code, format!("The answer waits here: {why}. Try later: quorumctl sync"))
        }
        (CalendarLampState::Accepted | CalendarLampState::Confirmed, OrganizerLampState::Sending) => {
            let message = format!("Your calendar has the answer, but {who} is not told yet: {why}.");
            Fault::new(Exit::Waiting, "waiting", message).then("Try later: quorumctl sync")
        }
        (CalendarLampState::Accepted | CalendarLampState::Confirmed, OrganizerLampState::Failed) => {
            let reason = match receipt.lamps.organizer.reason {
                Some(ToldReason::GaveUp) | None => why,
                Some(reason) => words::reason(reason),
            };
            let id = words::short(&receipt.meeting);
            let message = format!("Your calendar has the answer, but {who} could not be told: {reason}.");
            Fault::new(Exit::NotTold, "not_told", message)
                .then(format!("Send the mail again: quorumctl retry {id} --wait"))
        }
        (CalendarLampState::Accepted | CalendarLampState::Confirmed | CalendarLampState::Withdrawn, _) => {
            return Ok(());
        }
    };
    Err(match trouble {
        Some(trouble) => fault.because(&trouble.detail),
        None => fault,
    })
}
