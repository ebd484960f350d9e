//! MeetingResponse.
use super::{Answer, Refusal};
use wbxml::Element;
pub(crate) fn refuse_all(_request: Option<&Element>, status: u16) -> Result<Answer, Refusal> {
    Err(Refusal::Status(status))
}
