//! Panics go to the log, with the backtrace if one was asked for, and nowhere else.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{self, PanicHookInfo};

use log::{Level, Record};

pub(super) fn report_in_log() {
    panic::set_hook(Box::new(report));
}

fn report(panic: &PanicHookInfo<'_>) {
    let backtrace = Backtrace::capture();
    let traced = match backtrace.status() {
        BacktraceStatus::Captured => format!("\n{backtrace}"),
        _ => String::new(),
    };
    let reason = panic.payload_as_str().unwrap_or("no reason given");
    let place = panic.location();
    let args = format_args!("panic: {reason}{traced}");
    let record = Record::builder()
        .level(Level::Error)
        .target(module_path!())
        .file(place.map(|place| place.file()))
        .line(place.map(|place| place.line()))
        .args(args)
        .build();
    log::logger().log(&record);
}
