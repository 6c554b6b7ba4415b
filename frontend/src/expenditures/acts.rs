//! What an expenditure is to the pages that all records share.

use shared::expenditures::{Expenditure, ExpenditureId, ExpenditureQuery, RIGHTS};
use shared::records::RecordRights;

use crate::records::plain::Plain;
use crate::resource;

resource!(
    Expenditure,
    ExpenditureId,
    ExpenditureQuery,
    "expenditure",
    "The expenditure",
    "expenditures",
    total
);

impl Plain for Expenditure {
    const RIGHTS: RecordRights = RIGHTS;

    fn title(&self) -> String {
        self.description.clone()
    }
}
