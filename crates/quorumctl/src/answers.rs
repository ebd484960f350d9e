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

/// Somebody asks now: an answer of which nothing has left, or whose fate only has to be looked up, need not wait any
/// longer. One that the server put off, and a mail that may have arrived, keep their time. Says whether it hurries.
pub fn hurry(engine: &Engine, receipt: &Receipt) -> Result<bool, Fault> {
    let trouble = receipt.trouble.as_ref().map(|trouble| trouble.code);
    let nothing_left = matches!(trouble, Some(TroubleCode::Offline | TroubleCode::SignIn));
    let put_off = matches!(trouble, Some(TroubleCode::ServerBusy | TroubleCode::MailboxError));
    let to_be_looked_up = receipt.lamps.calendar.state == CalendarLampState::Sending && !put_off;
    let hurries = (nothing_left || to_be_looked_up) && receipt.actions.contains(&ReceiptAction::Retry);
    if hurries {
        engine.retry(&receipt.id)?;
    }
    Ok(hurries)
}

/// Sends an answer now, as far as it goes.
pub async fn deliver(engine: &Engine, account: &str, id: &str) -> Result<(), Fault> {
    // Sent, looked up after a reply that was lost, and sent again where it had not arrived; then it is time to report.
    for _ in 0..3 {
        let receipt = engine.receipt(id)?;
        let due = waits(&receipt) && (hurry(engine, &receipt)? || !engine.is_settled(id)?);
        if !due {
            break;
        }
        engine.deliver(account).await?;
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
        (CalendarLampState::Unknown, _) => {
            let message = "The connection broke while the answer was sent, and nobody can tell whether it arrived. \
                           Look at your calendar, and ask the organizer.";
            let id = words::short(&receipt.meeting);
            Fault::new(Exit::NotTold, "not_told", message.to_owned())
                .then(format!("Send it again: quorumctl retry {id} --wait"))
        }
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
        (CalendarLampState::Accepted | CalendarLampState::Confirmed, OrganizerLampState::Unknown) => {
            let id = words::short(&receipt.meeting);
            let message =
                format!("Your calendar has the answer, but nobody can tell whether {who} was told: {why}.");
            Fault::new(Exit::NotTold, "not_told", message)
                .then(format!("Send the mail again: quorumctl retry {id} --wait"))
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
