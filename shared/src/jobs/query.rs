//! How jobs are asked for: filters, order, page.
use super::{Job, JobStatus, PaymentMethod};
use crate::date::Date;
use crate::field::{self, text_rule};
use crate::files::JobRows;
use crate::id::{CustomerId, UserId};
use crate::instant::Instant;
use crate::page::{self, Deleted, Sort, list_query};

closed_enum! {
    /// Keys by which jobs can be ordered.
    JobSort {
        OccurredAt = "occurred_at",
        Number = "number",
        Total = "total",
        UpdatedAt = "updated_at",
    }
}

list_query! {
    /// Which jobs, in which order.
    JobQuery filter JobFilter export JobExport {
        /// What a row is: a job, or one of its items.
        rows: JobRows => crate::schema::word(JobRows::default().as_str(), <JobRows as utoipa::PartialSchema>::schema()),
    } sort JobSort = Sort::by(JobSort::OccurredAt, true), {
        /// Only these (repeat = or).
        #[garde(custom(field::list_rule(field::values)))]
        status: Vec<JobStatus> => crate::field::schema::many(<JobStatus as utoipa::PartialSchema>::schema()),
        /// Only paid so (repeat = or).
        #[garde(custom(field::list_rule(field::values)))]
        payment_method: Vec<PaymentMethod> => crate::field::schema::many(<PaymentMethod as utoipa::PartialSchema>::schema()),
        /// Only of these customers (repeat = or).
        #[garde(custom(field::list_rule(field::values)))]
        customer_id: Vec<CustomerId> => crate::field::schema::many(<CustomerId as utoipa::PartialSchema>::schema()),
        /// Only of walk-ins, who left no name?
        #[garde(skip)]
        walk_in: bool => crate::schema::flag_off(),
        /// Only recorded by these users (repeat = or).
        #[garde(custom(field::list_rule(field::values)))]
        created_by: Vec<UserId> => crate::field::schema::many(<UserId as utoipa::PartialSchema>::schema()),
        /// Took place on this day or later.
        #[garde(skip)]
        occurred_on_from: Option<Date> => crate::schema::date(),
        /// Took place on this day or earlier; not before `occurred_on_from`.
        #[not_below(occurred_on_from)]
        occurred_on_to: Option<Date> => crate::schema::date(),
        /// Completed on this day or later.
        #[garde(skip)]
        completed_on_from: Option<Date> => crate::schema::date(),
        /// Completed on this day or earlier; not before `completed_on_from`.
        #[not_below(completed_on_from)]
        completed_on_to: Option<Date> => crate::schema::date(),
        /// Total of at least so many minor units.
        #[garde(inner(custom(field::rule(field::minor))))]
        total_min: Option<i64> => crate::field::schema::minor(),
        /// Total of at most so many minor units; not below `total_min`.
        #[garde(inner(custom(field::rule(field::minor))))]
        #[not_below(total_min)]
        total_max: Option<i64> => crate::field::schema::minor(),
        /// Words that each begin a word of the number, the customer's name or a description.
        #[garde(inner(custom(text_rule(field::search))))]
        q: Option<String> => crate::field::schema::search(),
        /// Only jobs changed at or after this moment, for synchronising.
        #[garde(skip)]
        updated_since: Option<Instant> => crate::schema::instant(),
        /// Jobs in use (default), in the trash, or both.
        #[garde(skip)]
        deleted: Deleted => crate::page::schema::deleted(),
    }
}

impl JobFilter {
    /// Whether a list with this filter shows the job, as the server decides it.
    #[must_use]
    pub fn takes(&self, job: &Job) -> bool {
        let customer = job.customer.as_ref();
        let of_them = self.customer_id.is_empty()
            || customer.is_some_and(|customer| self.customer_id.contains(&customer.id));
        let texts = [job.number.as_str()]
            .into_iter()
            .chain(customer.map(|customer| customer.name.as_str()))
            .chain(job.items.iter().map(|item| item.description.as_str()));
        let total = job.total.amount_minor();
        let completed = (self.completed_on_from, self.completed_on_to);
        of_them
            && !(self.walk_in && customer.is_some())
            && page::one_of(&self.status, &job.status)
            && page::one_of(&self.payment_method, &job.payment_method)
            && page::one_of(&self.created_by, &job.created_by.id)
            && page::within(
                (self.occurred_on_from, self.occurred_on_to),
                Some(job.occurred_on),
            )
            && page::within(completed, job.completed_on)
            && page::within((self.total_min, self.total_max), Some(total))
            && page::within((self.updated_since, None), Some(job.updated_at))
            && self.deleted.takes(job.deleted_at.is_some())
            && page::found(self.q.as_deref(), texts)
    }
}
