//! One line of the log, to the letter of the security guide, or its JSON twin.

use std::borrow::Cow;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use log::{Level, Record};
use serde::Serialize;

use super::redact::redact;
use crate::config::LogFormat;

/// A longer line would not fit into `app.log`.
const LINE_MAX_BYTES: usize = 10_240;
/// No user name is longer; what is longer was never one.
const NAME_MAX: usize = 20;

/// The line with its end, at the present time.
pub(super) fn of(format: LogFormat, record: &Record<'_>) -> String {
    at(format, record, Utc::now())
}

fn at(format: LogFormat, record: &Record<'_>, now: DateTime<Utc>) -> String {
    let message = record.args().to_string();
    // Some libraries end what they say with a line break.
    let message = redact(message.trim_end());
    match format {
        LogFormat::Text => as_text(record, now, &message),
        LogFormat::Json => as_json(record, now, &message),
    }
}

/// A name as somebody typed it at sign-in: people type passwords there, so only what can be a name is shown.
pub fn name_as_typed(typed: &str) -> Cow<'_, str> {
    let possible = (1..=NAME_MAX).contains(&typed.len())
        && typed
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    match possible {
        true => Cow::Borrowed(typed),
        false => Cow::Owned(format!("<invalid:len={}>", typed.chars().count())),
    }
}

/// Makes line breaks and every other control or direction character visible: a message is always one line.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.chars().any(must_escape) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if must_escape(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

fn must_escape(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A message that is too long is cut, so that where it comes from still stands behind it.
fn as_text(record: &Record<'_>, now: DateTime<Utc>, message: &str) -> String {
    let asctime = now.format("%Y-%m-%d %H:%M:%S,%3f");
    let (path, line) = place(record);
    let level = level_name(record.level());
    let head = format!("{asctime} {level}: ");
    let tail = format!(" [in {path}:{line}]\n");
    let room = LINE_MAX_BYTES.saturating_sub(head.len() + tail.len());
    head + &cut(&escaped(message), room) + &tail
}

/// At most so many bytes, marked `…` if something is missing.
fn cut(message: &str, room: usize) -> Cow<'_, str> {
    if message.len() <= room {
        return Cow::Borrowed(message);
    }
    let end = message.floor_char_boundary(room.saturating_sub('…'.len_utf8()));
    let kept = message.get(..end).unwrap_or_default();
    Cow::Owned(format!("{kept}…"))
}

#[derive(Serialize)]
struct JsonLine<'a> {
    at: String,
    level: &'a str,
    message: &'a str,
    path: &'a str,
    line: u32,
    target: &'a str,
}

/// A message that is too long is shortened before, so that the line stays JSON.
fn as_json(record: &Record<'_>, now: DateTime<Utc>, message: &str) -> String {
    let (path, line) = place(record);
    let mut message = escaped(message).into_owned();
    loop {
        let shown = JsonLine {
            at: now.to_rfc3339_opts(SecondsFormat::Millis, true),
            level: level_name(record.level()),
            message: &message,
            path,
            line,
            target: record.target(),
        };
        match serde_json::to_string(&shown) {
            Ok(json) if json.len() < LINE_MAX_BYTES || message.chars().count() < 2 => {
                return json + "\n";
            }
            Ok(_) => {
                message = message
                    .chars()
                    .take(message.chars().count() / 2)
                    .chain(['…'])
                    .collect()
            }
            // Text and numbers always serialise; were it not so, the line of the other form says it.
            Err(_) => return as_text(record, now, &message),
        }
    }
}

pub(super) fn level_name(level: Level) -> &'static str {
    match level {
        Level::Error => "ERROR",
        Level::Warn => "WARNING",
        Level::Info => "INFO",
        Level::Debug | Level::Trace => "DEBUG",
    }
}

/// Where the line was written: relative to the workspace, or within the library it comes from.
fn place<'a>(record: &Record<'a>) -> (&'a str, u32) {
    let line = record.line().unwrap_or(0);
    match record.file() {
        Some(file) => (relative(file), line),
        None => (record.module_path().unwrap_or("unknown"), line),
    }
}

fn relative(file: &str) -> &str {
    if let Some((_, registry)) = file.split_once("/registry/src/") {
        return registry
            .split_once('/')
            .map_or(registry, |(_, library)| library);
    }
    let path = Path::new(file);
    match path.is_absolute() {
        // Another absolute path says where this machine keeps its sources; its name is enough.
        true => path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("unknown"),
        false => file,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(format: LogFormat, level: Level, file: &'static str, message: &str) -> String {
        let now = DateTime::from_timestamp_millis(1_795_637_300_123).unwrap();
        let args = format_args!("{message}");
        at(
            format,
            &Record::builder()
                .level(level)
                .file(Some(file))
                .line(Some(42))
                .target("api::auth")
                .args(args)
                .build(),
            now,
        )
    }

    #[test]
    fn g71_the_form_of_a_line() {
        let check = |level: Level, file: &'static str, message: &str, expected: &str| {
            assert_eq!(
                line(LogFormat::Text, level, file, message),
                format!("{expected}\n")
            );
        };
        check(
            Level::Info,
            "api/src/auth.rs",
            "ready",
            "2026-11-25 20:08:20,123 INFO: ready [in api/src/auth.rs:42]",
        );
        check(
            Level::Warn,
            "api/src/auth.rs",
            "hm",
            "2026-11-25 20:08:20,123 WARNING: hm [in api/src/auth.rs:42]",
        );
        check(
            Level::Error,
            "/srv/cargo/registry/src/index.crates.io-1949/actix-server-2.10.0/src/builder.rs",
            "x",
            "2026-11-25 20:08:20,123 ERROR: x [in actix-server-2.10.0/src/builder.rs:42]",
        );
        check(
            Level::Trace,
            "/srv/elsewhere/thing.rs",
            "x",
            "2026-11-25 20:08:20,123 DEBUG: x [in thing.rs:42]",
        );
    }

    #[test]
    fn g69_a_message_that_is_too_long_is_cut_before_its_place() {
        let long = line(
            LogFormat::Text,
            Level::Warn,
            "api/src/auth.rs",
            &"₦".repeat(9_000),
        );
        assert!(
            long.len() <= LINE_MAX_BYTES && long.len() > LINE_MAX_BYTES - 8,
            "{}",
            long.len()
        );
        assert!(long.ends_with("₦… [in api/src/auth.rs:42]\n"));
    }

    #[test]
    fn g71_the_json_twin() {
        let expected = r#"{"at":"2026-11-25T20:08:20.123Z","level":"WARNING","message":"a \"b\"","path":"api/src/auth.rs","line":42,"target":"api::auth"}"#;
        assert_eq!(
            line(LogFormat::Json, Level::Warn, "api/src/auth.rs", "a \"b\""),
            format!("{expected}\n")
        );
        let long = line(
            LogFormat::Json,
            Level::Warn,
            "api/src/auth.rs",
            &"\"₦".repeat(9_000),
        );
        assert!(
            long.len() <= LINE_MAX_BYTES && long.len() > 1_000,
            "{}",
            long.len()
        );
        let json: serde_json::Value = serde_json::from_str(&long).unwrap();
        assert!(json["message"].as_str().unwrap().ends_with('…'));
    }

    #[test]
    fn asvs_16_4_1_a_message_cannot_forge_a_line() {
        let shown = line(
            LogFormat::Text,
            Level::Info,
            "a.rs",
            "x\r\n2026-11-24 INFO: forged\u{1b}[2J\u{85}\u{202e}\u{2028}\0",
        );
        assert_eq!(
            shown,
            "2026-11-25 20:08:20,123 INFO: x\\r\\n2026-11-24 INFO: forged\\u{1b}[2J\\u{85}\\u{202e}\\u{2028}\\u{0} [in a.rs:42]\n"
        );
    }

    #[test]
    fn g74_a_typed_name_is_shown_only_if_it_can_be_one() {
        let check = |typed: &str, expected: &str| assert_eq!(name_as_typed(typed), expected);
        check("ada_1", "ada_1");
        check("admin\n", "<invalid:len=6>");
        check("my pässword!", "<invalid:len=12>");
        check("", "<invalid:len=0>");
        check("Correct_Horse_Battery_Staple", "<invalid:len=28>");
    }
}
