//! Lines wait in a bounded queue for the thread that writes them; what finds no room is counted, and the count is said.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use log::{Level, Record};

use super::line;
use super::rotating::RotatingFile;
use crate::config::LogFormat;

/// Lines that may wait: at most some 40 MB, in practice less than one.
const LINES_MAX: usize = 4_096;
/// How often lost lines are spoken of, at most.
const REPORT_EVERY: Duration = Duration::from_secs(1);
const FLUSH_RETRY: Duration = Duration::from_millis(5);

/// The way to the writing thread; clones share it.
#[derive(Clone)]
pub(super) struct Queue {
    orders: SyncSender<Order>,
    lost: Arc<AtomicU64>,
}

enum Order {
    Line(Vec<u8>),
    /// Answer when everything before is written.
    Flush(SyncSender<()>),
}

/// Where the thread writes to.
pub(super) struct Outlet {
    stdout: bool,
    file: Option<RotatingFile>,
    format: LogFormat,
    /// Lines the file lacks since it cannot be written.
    missing: u64,
}

impl Queue {
    pub(super) fn start(outlet: Outlet) -> io::Result<Self> {
        let (orders, waiting) = sync_channel(LINES_MAX);
        let lost = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&lost);
        thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || outlet.serve(&waiting, &counted))?;
        Ok(Self { orders, lost })
    }

    /// Never waits and never fails.
    pub(super) fn put(&self, line: Vec<u8>) {
        if self.orders.try_send(Order::Line(line)).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Whether everything put so far was written in this time.
    pub(super) fn flush(&self, within: Duration) -> bool {
        let asked = Instant::now();
        let (done, answer) = sync_channel(1);
        let mut order = Order::Flush(done);
        loop {
            match self.orders.try_send(order) {
                Ok(()) => return answer.recv_timeout(within).is_ok(),
                Err(TrySendError::Full(again)) if asked.elapsed() < within => {
                    order = again;
                    thread::sleep(FLUSH_RETRY);
                }
                Err(_) => return false,
            }
        }
    }
}

/// For env_logger, which writes each record with one call.
impl Write for Queue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.put(line.to_vec());
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Outlet {
    /// Lines for people: the standard output always, the file if it is on.
    pub(super) fn of_lines(file: Option<RotatingFile>, format: LogFormat) -> Self {
        Self {
            stdout: true,
            file,
            format,
            missing: 0,
        }
    }

    /// A trail of records: the file alone.
    pub(super) fn of_trail(file: RotatingFile) -> Self {
        Self {
            stdout: false,
            file: Some(file),
            format: LogFormat::Json,
            missing: 0,
        }
    }

    fn serve(mut self, waiting: &Receiver<Order>, lost: &AtomicU64) {
        let mut reported = Instant::now();
        loop {
            match waiting.recv_timeout(REPORT_EVERY) {
                Ok(Order::Line(line)) => self.write(&line),
                Ok(Order::Flush(done)) => {
                    self.report_lost(lost);
                    if done.send(()).is_err() {
                        log::debug!("whoever asked for the flush stopped waiting");
                    }
                }
                Err(RecvTimeoutError::Timeout) => self.report_lost(lost),
                Err(RecvTimeoutError::Disconnected) => return self.report_lost(lost),
            }
            if reported.elapsed() >= REPORT_EVERY {
                self.report_lost(lost);
                reported = Instant::now();
            }
        }
    }

    fn write(&mut self, line: &[u8]) {
        if self.stdout
            && io::stdout()
                .lock()
                .write_all(line)
                .is_err_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
        {
            // Nobody reads it any more, and it cannot come back.
            self.stdout = false;
        }
        let Some(file) = &mut self.file else {
            return;
        };
        let written = file.append(line);
        let name = file
            .path()
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        match (written, self.missing) {
            (Ok(()), 0) => {}
            (Ok(()), missing) => {
                self.missing = 0;
                let lines = match missing {
                    1 => "1 line is".to_owned(),
                    many => format!("{many} lines are"),
                };
                self.say(
                    Level::Warn,
                    &format!("{name} is written again; {lines} missing in it"),
                );
            }
            (Err(cause), 0) => {
                self.missing = 1;
                self.say(
                    Level::Error,
                    &format!("sys_monitor_disabled: {name} cannot be written: {cause}"),
                );
            }
            (Err(_), missing) => self.missing = missing.saturating_add(1),
        }
    }

    fn report_lost(&mut self, lost: &AtomicU64) {
        match lost.swap(0, Ordering::Relaxed) {
            0 => {}
            1 => self.say(
                Level::Warn,
                "1 line was lost: it came faster than it could be written",
            ),
            lines => self.say(
                Level::Warn,
                &format!("{lines} lines were lost: they came faster than they could be written"),
            ),
        }
    }

    /// Speaks for itself where people look: directly if this is the log for people, else through it.
    fn say(&mut self, level: Level, message: &str) {
        if !self.stdout {
            return log::log!(level, "{message}");
        }
        let args = format_args!("{message}");
        let record = Record::builder()
            .level(level)
            .file(Some(file!()))
            .line(Some(line!()))
            .target(module_path!())
            .args(args)
            .build();
        let line = line::of(self.format, &record);
        self.write(line.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn lines_that_find_no_room_are_counted_and_the_count_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.log");
        let (orders, waiting) = sync_channel(2);
        let queue = Queue {
            orders,
            lost: Arc::new(AtomicU64::new(0)),
        };
        for number in 0..5 {
            queue.put(format!("line {number}\n").into_bytes());
        }
        let lost = Arc::clone(&queue.lost);
        drop(queue);
        let file = RotatingFile::open(&path, 10_240, 10).unwrap();
        Outlet::of_lines(Some(file), LogFormat::Text).serve(&waiting, &lost);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("line 0\nline 1\n"), "{text}");
        assert!(text.contains("WARNING: 3 lines were lost"), "{text}");
        assert_eq!(text.lines().count(), 3, "{text}");
    }

    #[test]
    fn a_file_that_cannot_be_written_is_written_again_later_and_says_what_it_lacks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.log");
        let file = RotatingFile::open(&path, 200, 1).unwrap();
        let queue = Queue::start(Outlet::of_lines(Some(file), LogFormat::Text)).unwrap();
        let put = |text: String| {
            queue.put(text.into_bytes());
            assert!(queue.flush(Duration::from_secs(5)));
        };
        put(format!("{}\n", "a".repeat(190)));
        // The place that the file should move to is taken by a folder.
        let taken = folder.path().join("app.log.1");
        fs::create_dir(&taken).unwrap();
        put(format!("{}\n", "b".repeat(50)));
        put(format!("{}\n", "c".repeat(50)));
        fs::remove_dir(&taken).unwrap();
        put("back with room\n".to_owned());
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("back with room\n"), "{text}");
        // The two lines, and the complaint about the file itself.
        assert!(
            text.contains("app.log is written again; 3 lines are missing in it"),
            "{text}"
        );
    }
}
