//! MeetingResponse: answers an invitation (MS-ASCMD 2.2.1.11).
//!
//! One answer a command, although the standard allows a hundred: SOGo carries out the last one only, and a lost
//! answer to several would leave several in doubt. Whether an answer makes sense, and who mails the organizer, is
//! for others; so is looking at the calendar before anything is sent a second time.

use chrono::{DateTime, Utc};
use wbxml::{Element, tags::airsyncbase, tags::meeting_response as mr};

use super::{Command, number, required};
use crate::error::ProtocolError;
use crate::id::{CollectionId, ServerId};
use crate::item::body::BodyType;
use crate::item::{compact, extended};
use crate::status::{Retry, statuses};
use crate::version::ProtocolVersion;
use crate::wire::wire_numbers;

/// Answers one invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingResponse {
    /// The answer.
    pub user_response: UserResponse,
    /// The folder: of the mail, or of the calendar item.
    pub collection: CollectionId,
    /// The mail, or the calendar item.
    pub request_id: ServerId,
    /// Original start of the one occurrence meant; with the calendar item only, from 14.1 on.
    pub instance_id: Option<DateTime<Utc>>,
    /// From 16.0 on: what the server mails to the organizer; `None`: nothing. Before that, `None`.
    pub send_response: Option<SendResponse>,
}

wire_numbers! {
    /// The answer. Calendars say the same with other numbers.
    UserResponse {
        /// Yes.
        Accept = 1,
        /// Perhaps.
        Tentative = 2,
        /// No.
        Decline = 3,
    }
}

/// What the server mails to the organizer (MS-ASCMD 2.2.3.163).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SendResponse {
    /// A text of the person's own; empty: none.
    pub text: String,
    /// 16.1: another time, start and end.
    pub proposed: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// What became of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingResponseReply {
    /// The server's verdict on the meeting: one of the four below, or a number nobody has described. Statuses that
    /// concern the account rather than the meeting are errors.
    pub status: MeetingResponseStatus,
    /// The calendar item it became. Exchange names none after a decline.
    pub calendar_id: Option<ServerId>,
}

statuses! {
    /// Status of MeetingResponse (MS-ASCMD 2.2.3.177.9).
    MeetingResponseStatus,
    /// What a [`MeetingResponseStatus`] can mean.
    MeetingResponseMeaning,
    {
        /// Done: the calendar has the answer, now or soon.
        1 Success => None,
        /// Not a meeting, gone, organized by this person, or no such occurrence.
        2 InvalidMeetingRequest => Some(Retry::Resync),
        /// The mailbox failed; often passes at once, else stays for long.
        3 MailboxError => Some(Retry::LATER),
        /// The server failed; or the invitation is gone, cancelled, or somebody else's to answer. After a look at
        /// both folders, once more if it still makes sense.
        4 ServerError => Some(Retry::Resync),
    }
}

impl Command for MeetingResponse {
    const NAME: &'static str = "MeetingResponse";
    type Reply = MeetingResponseReply;

    /// Children in this order only: UserResponse, CollectionId, RequestId, InstanceId, SendResponse.
    fn request(&self, version: ProtocolVersion) -> Result<Option<Element>, ProtocolError> {
        let unsupported = |what| Err(ProtocolError::Unsupported { command: Self::NAME, version, what });
        if self.instance_id.is_some() && version < ProtocolVersion::V14_1 {
            return unsupported("answer one occurrence of a series");
        }
        if let Some(response) = &self.send_response {
            if !version.is_16() {
                return unsupported("have the server mail the organizer");
            }
            if response.proposed.is_some() && version < ProtocolVersion::V16_1 {
                return unsupported("propose another time");
            }
        }
        let request = Element::new(mr::REQUEST)
            .with(Element::text(mr::USER_RESPONSE, self.user_response.number().to_string()))
            .with(Element::text(mr::COLLECTION_ID, self.collection.as_str()))
            .with(Element::text(mr::REQUEST_ID, self.request_id.as_str()))
            .with_opt(self.instance_id.map(|instance| Element::text(mr::INSTANCE_ID, extended(instance))))
            .with_opt(self.send_response.as_ref().map(SendResponse::element));
        Ok(Some(Element::new(mr::MEETING_RESPONSE).with(request)))
    }

    fn reply(
        &self,
        body: Option<Element>,
        _: ProtocolVersion,
    ) -> Result<MeetingResponseReply, ProtocolError> {
        let body = required(body, Self::NAME)?;
        let missing = |missing| ProtocolError::Malformed { command: Self::NAME, missing };
        let is_ours = |result: &&Element| {
            result.value_of(mr::REQUEST_ID).is_some_and(|id| id == self.request_id.as_str())
        };
        let result = body.find_all(mr::RESULT).find(is_ours).or_else(|| body.find(mr::RESULT));
        let Some(result) = result else {
            let status = number(&body, mr::STATUS).ok_or(missing("Result"))?;
            MeetingResponseStatus(status).check(Self::NAME)?;
            return Err(missing("Result"));
        };
        let status = MeetingResponseStatus(number(result, mr::STATUS).ok_or(missing("Result/Status"))?);
        if let Some(MeetingResponseMeaning::Common(_)) = status.known() {
            status.check(Self::NAME)?;
        }
        let calendar_id = result.value_of(mr::CALENDAR_ID).filter(|id| !id.is_empty());
        Ok(MeetingResponseReply { status, calendar_id: calendar_id.map(|id| id.into_owned().into()) })
    }
}

impl SendResponse {
    /// Empty where there is nothing to say but the answer itself.
    fn element(&self) -> Element {
        let body = (!self.text.is_empty()).then(|| {
            Element::new(airsyncbase::BODY)
                .with(Element::text(airsyncbase::TYPE, BodyType::Plain.number().to_string()))
                .with(Element::text(airsyncbase::DATA, self.text.as_str()))
        });
        let proposed = self.proposed.into_iter().flat_map(|(start, end)| {
            [
                Element::text(mr::PROPOSED_START_TIME, compact(start)),
                Element::text(mr::PROPOSED_END_TIME, compact(end)),
            ]
        });
        Element::new(mr::SEND_RESPONSE).with_opt(body).with_all(proposed)
    }
}

/// The text is between two people; a log learns that there is one.
impl std::fmt::Debug for SendResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SendResponse({} bytes of text, proposed {:?})", self.text.len(), self.proposed)
    }
}
