//! Long work of a test's server: done beside it, or when the test asks for it.

use super::TestApp;

impl TestApp {
    /// Long work is done as soon as it is asked for, in a thread of its own.
    pub fn keep_working(&self) {
        let app = self.app.app.clone();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(api::background::keep_working(app));
        });
    }

    /// Does all long work that waits.
    pub async fn run_work(&self) {
        while api::background::work_once(&self.app.app).await.unwrap() {}
    }

    /// From now on the work that waits is another process's, for as long as its lease lasts.
    pub fn leave_work_to_another(&self) {
        self.database
            .execute("UPDATE operations SET runner = 'another', status = 'running'");
    }
}
