//! What the page and its lines act on: the list, and the work that goes on.

use leptos::prelude::*;
use shared::backups::Backup;
use shared::id::OperationId;
use shared::operations::{Operation, OperationKind, OperationStatus};
use shared::page::Page;

use super::calls;
use crate::client::Failure;
use crate::task::Scope;
use crate::ui::fetched::Fetched;
use crate::ui::toasts::{Toasts, use_toasts};

#[derive(Clone, Copy)]
pub struct Shelf {
    pub list: Fetched<Page<Backup>>,
    /// The work that goes on.
    pub going_on: RwSignal<Option<(OperationId, OperationKind)>>,
    /// A call is on its way.
    pub busy: RwSignal<bool>,
    toasts: Toasts,
    scope: Scope,
}

impl Shelf {
    pub fn new() -> Self {
        Self {
            list: Fetched::new(|| (), |()| calls::list()),
            going_on: RwSignal::new(None),
            busy: RwSignal::new(false),
            toasts: use_toasts(),
            scope: Scope::here(),
        }
    }

    /// Nothing else is begun meanwhile.
    pub fn is_busy(self) -> bool {
        self.busy.get() || self.going_on.with(Option::is_some)
    }

    /// The only one stays.
    pub fn has_several(self) -> bool {
        let list = self.list.last;
        list.with(|page| page.as_ref().is_some_and(|page| page.data.len() > 1))
    }

    /// Begins work, and follows it.
    pub fn begin(
        self,
        call: impl Future<Output = Result<Operation, Failure>> + 'static,
        not_begun: &'static str,
    ) {
        self.busy.set(true);
        self.scope.start(call, move |answer| {
            self.busy.set(false);
            match answer {
                Ok(begun) => self.going_on.set(Some((begun.id, begun.kind))),
                Err(failure) => {
                    let told = format!("{not_begun}: {}", failure.sentence());
                    self.toasts.failed(told, Vec::new());
                }
            }
        });
    }

    pub fn remove(self, backup: &Backup) {
        let (id, toasts) = (backup.id, self.toasts);
        self.busy.set(true);
        let call = async move {
            match calls::remove(id).await {
                Ok(()) => toasts.done("trash-2", "Backup removed", Vec::new()),
                Err(failure) => {
                    let told = format!("The backup is still there: {}", failure.sentence());
                    toasts.failed(told, Vec::new());
                }
            }
        };
        self.scope.start(call, move |()| {
            self.busy.set(false);
            self.list.again();
        });
    }

    /// Looks how far the work is, if any goes on.
    pub fn look(self) {
        let Some((id, _)) = self.going_on.get_untracked() else {
            return;
        };
        self.scope.start(calls::look(id), move |answer| {
            // An answer that does not come is asked for again.
            if let Ok(operation) = answer
                && operation.status.is_over()
                && self.going_on.get_untracked().is_some()
            {
                self.going_on.set(None);
                self.list.again();
                self.tell(&operation);
            }
        });
    }

    fn tell(self, operation: &Operation) {
        let is_drill = operation.kind == OperationKind::BackupDrill;
        match (operation.status, &operation.problem) {
            (OperationStatus::Done, _) if is_drill => {
                let told = "The backup was tried out: see below";
                self.toasts.done("package-check", told, Vec::new());
            }
            (OperationStatus::Done, _) => {
                let told = "Backup made and proved";
                self.toasts.done("circle-check", told, Vec::new());
            }
            (_, Some(problem)) => {
                let told = format!("No backup: {}", problem.detail);
                self.toasts.failed(told, Vec::new());
            }
            _ => self.toasts.failed("It was called off", Vec::new()),
        }
    }
}
