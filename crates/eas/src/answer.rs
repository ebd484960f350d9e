//! Reading an HTTP answer: is there a body, is it ActiveSync, and what does another status than 200 mean
//! (MS-ASHTTP 2.2.2.1.1).

use std::time::Duration;

use chrono::DateTime;
use http::{HeaderMap, header};
use url::Url;
use wbxml::{Element, Replaced};

use crate::error::{HttpError, ProtocolError};
use crate::transport::{Response, is_safe_for_credentials};

pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).filter(|text| !text.is_empty())
}

pub(crate) fn list(headers: &HeaderMap, name: &str) -> Vec<String> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .map(|part| part.trim().to_owned())
        .filter(|p| !p.is_empty())
        .collect()
}

/// The body of a 200, or `None` where there is none; an HTML page is not a body.
pub(crate) fn body(command: &'static str, response: &Response) -> Result<Option<Element>, ProtocolError> {
    if response.body.is_empty() {
        return Ok(None);
    }
    let content_type = text(&response.headers, "Content-Type").unwrap_or_default().to_ascii_lowercase();
    let claims_wbxml = content_type.is_empty() || content_type.starts_with("application/vnd.ms-sync");
    // A letter of one item that is not UTF-8 costs that letter; all that came with it is read.
    match Element::decode_lossy(&response.body) {
        Ok((element, replaced)) => {
            if let Some(Replaced { offset, within, count }) = replaced {
                tracing::warn!(command, offset, %within, count, "text that is not UTF-8 was replaced by U+FFFD");
            }
            Ok(Some(element))
        }
        Err(source) if claims_wbxml => Err(ProtocolError::Decode { command, source }),
        Err(_) => Err(ProtocolError::NotActiveSync { what: kind_of(response) }),
    }
}

pub(crate) fn kind_of(response: &Response) -> String {
    match text(&response.headers, "Content-Type") {
        Some(content_type) => content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase(),
        None => "without a content type".to_owned(),
    }
}

/// Where a redirect leads. The query is what is asked, so it goes along where the server leaves it out.
pub(crate) fn redirect(from: &Url, response: &Response) -> Option<Url> {
    let redirects = matches!(response.status.as_u16(), 301 | 302 | 307 | 308);
    let location = text(&response.headers, "Location").filter(|_| redirects)?;
    let mut to = from.join(location).ok()?;
    if to.query().is_none() {
        to.set_query(from.query());
    }
    Some(to)
}

pub(crate) fn error(response: &Response, redirected_to: Option<Url>) -> HttpError {
    let status = response.status;
    let headers = &response.headers;
    let url = |name| text(headers, name).and_then(|url| Url::parse(url).ok());
    match status.as_u16() {
        300..=399 => HttpError::Redirected { status, to: redirected_to },
        401 => HttpError::SignIn {
            challenges: headers
                .get_all(header::WWW_AUTHENTICATE)
                .iter()
                .filter_map(|value| value.to_str().ok())
                .map(str::to_owned)
                .collect(),
        },
        403 => HttpError::Forbidden,
        404 | 410 => HttpError::NotFound { status },
        413 | 414 => HttpError::RequestTooLarge { status },
        449 => HttpError::ProvisionNeeded,
        451 => HttpError::Moved { to: url("X-MS-Location").filter(is_safe_for_credentials) },
        456 => HttpError::AccountBlocked,
        457 => HttpError::PasswordExpired { change_at: url("X-MS-Credential-Service-Url") },
        408 | 429 | 502 | 503 | 504 => HttpError::Busy {
            status,
            after: wait(headers),
            throttle: text(headers, "X-MS-ASThrottle").map(str::to_owned),
        },
        501 => HttpError::CommandNotSupported,
        505 => HttpError::VersionNotSupported,
        507 => HttpError::MailboxFull,
        400..=499 => HttpError::BadRequest { status },
        500..=599 => HttpError::ServerFailure { status, after: wait(headers) },
        _ => HttpError::Unexpected { status },
    }
}

/// How long the server wants to be left alone. A date counts from the server's own `Date`, so that nobody's clock
/// has to be right.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let until = text(headers, "Retry-After").or_else(|| text(headers, "X-MS-BackoffDuration"))?;
    if let Ok(seconds) = until.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = |text: &str| DateTime::parse_from_rfc2822(text).ok();
    (date(until)? - text(headers, "Date").and_then(date)?).to_std().ok()
}
