#!/bin/sh
# reactive_graph 0.2.16 (the signals of Leptos 0.8): an effect that only `track()`s a memo is never run again.
#
# Documentation: `Track::track` "subscribes to this signal in the current reactive scope without doing anything with
# its value" (https://docs.rs/reactive_graph/0.2.16/reactive_graph/traits/trait.Track.html).
# A memo computes when it is first read. Tracking does not read it, so it has no sources yet, nothing ever marks it as
# changed, and the effect that subscribed to it hears of nothing. No warning is printed.
#
# Seen (Rust 1.95):
#   signal tracked, not read: 2 runs
#   memo tracked, not read: 1 run
#   memo read: 2 runs
# Way out: read the memo where it is followed, `memo.with(|_| ())`.
#
# Needs cargo and the network. Fails when the behaviour is another one.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/src"
cat > "$place/Cargo.toml" <<'TOML'
[package]
name = "tracked"
version = "0.0.0"
edition = "2021"

[dependencies]
any_spawner = { version = "=0.3.0", features = ["futures-executor"] }
reactive_graph = { version = "=0.2.16", features = ["effects"] }

[workspace]
TOML
cat > "$place/src/main.rs" <<'RUST'
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::Arc;

use any_spawner::Executor;
use reactive_graph::computed::Memo;
use reactive_graph::effect::Effect;
use reactive_graph::owner::Owner;
use reactive_graph::signal::RwSignal;
use reactive_graph::traits::{Get, Set, Track, With};

fn runs_of(follow: impl Fn(RwSignal<i32>, Memo<i32>) + Copy + 'static) -> u32 {
    let owner = Owner::new();
    owner.set();
    let runs = Arc::new(AtomicU32::new(0));
    let counted = runs.clone();
    let signal = RwSignal::new(1);
    let memo = Memo::new(move |_| signal.get() * 2);
    Effect::new(move |_| {
        follow(signal, memo);
        counted.fetch_add(1, Ordering::Relaxed);
    });
    Executor::poll_local();
    signal.set(2);
    Executor::poll_local();
    runs.load(Ordering::Relaxed)
}

fn main() {
    Executor::init_futures_executor().unwrap();
    println!("signal tracked, not read: {} runs", runs_of(|signal, _| signal.track()));
    println!("memo tracked, not read: {} run", runs_of(|_, memo| memo.track()));
    println!("memo read: {} runs", runs_of(|_, memo| memo.with(|_| ())));
}
RUST
cd "$place"
seen=$(CARGO_TARGET_DIR="$place/target" cargo run --quiet)
echo "$seen"
expected='signal tracked, not read: 2 runs
memo tracked, not read: 1 run
memo read: 2 runs'
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed" >&2
    exit 1
fi
