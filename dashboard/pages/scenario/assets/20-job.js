/* A run under way: how far it is, what is ready already, and how to stop it. */
"use strict";
(function () {
  const { ask, element, fill, pathOf, poll, shareOf, stateText } = window.passerby.jobs;

  class JobPanel {
    constructor(words) {
      this.words = words;
      this.state = element("p", { class: "state", role: "status" });
      this.bar = element("progress", { max: "1", "aria-label": words.job_heading });
      this.links = element("div", { class: "results" });
      this.wrong = element("p", { class: "wrong", role: "alert", hidden: true });
      this.stop = element("button", { type: "button", class: "plain", on: { click: () => this.cancel() } }, words.cancel);
      this.root = element("section", { class: "job", hidden: true, tabindex: "-1", "aria-label": words.job_heading },
        element("h2", {}, words.job_heading), this.state, this.bar, this.links, this.wrong, this.stop);
    }

    /* Follow a job until it ends; the address keeps its id, so that a reload follows it again. */
    follow(id, { focus = false } = {}) {
      this.id = id;
      const address = new URL(window.location.href);
      address.searchParams.set("job", id);
      window.history.replaceState(window.history.state, "", address);
      if (focus) {
        this.root.hidden = false;
        this.root.focus();
      }
      poll(this.root, async () => {
        if (this.id !== id) return false;
        const { status, data } = await ask("/jobs/" + encodeURIComponent(id));
        if (this.id !== id) return false;
        if (status === 404) {
          this.root.hidden = true;
          return false;
        }
        this.showWrong(status === 0 ? [{ what: this.words.unreached, allowed: "" }] : []);
        if (status !== 200) return true;
        this.show(data.job);
        return data.job.state === "queued" || data.job.state === "running";
      });
    }

    show(job) {
      const share = shareOf(job), isLive = job.state === "queued" || job.state === "running";
      this.root.hidden = false;
      this.root.dataset.job = job.state;
      const said = stateText(job, this.words);
      if (this.state.textContent !== said) this.state.textContent = said;
      this.bar.hidden = !isLive;
      if (share === null) this.bar.removeAttribute("value");
      else this.bar.value = share;
      this.stop.hidden = !isLive || !job.is_yours;
      this.stop.disabled = job.is_cancelling;
      this.showResults(job);
    }

    /* What is stored can be looked at while the rest is under way. */
    showResults(job) {
      const key = job.state + job.comparison + job.results.join();
      if (this.shown === key) return;
      this.shown = key;
      this.links.replaceChildren(...(job.kind === "comparison" ? this.comparison(job) : this.days(job)));
    }

    days(job) {
      const { words } = this, [first] = job.results;
      if (!first) return [];
      const to = (page, run) => pathOf(page) + "?run=" + encodeURIComponent(run);
      return [
        element("p", {}, element("a", { class: "action", href: to("start", first) }, words.open_start), " ",
          element("a", { class: "quiet-link", href: to("street", first) }, words.open_street)),
        ...(job.of < 2 ? [] : [element("p", { class: "quiet" }, words.so_far + ": ", job.results.flatMap((run, k) =>
          [k ? ", " : "", element("a", { href: to("start", run) }, fill(words.day, { n: k + 1 }))]))]),
      ];
    }

    comparison(job) {
      const { words } = this, arms = (job.form.arms || [null]).length;
      if (!job.comparison) return [];
      const to = (page) => pathOf(page) + "?comparison=" + encodeURIComponent(job.comparison);
      return [
        element("p", {}, element("a", { class: "action", href: to("months") }, words.open_months), " ",
          element("a", { class: "quiet-link", href: to("compare") }, words.open_compare)),
        ...(job.done < job.of ? [element("p", { class: "quiet" }, fill(words.so_far_runs, { n: job.done - (job.done % arms), of: job.of }))] : []),
      ];
    }

    showWrong(errors) {
      this.wrong.textContent = errors.map((one) => one.what + (one.allowed ? ": " + one.allowed : "")).join(" ");
      this.wrong.hidden = !errors.length;
    }

    async cancel() {
      this.stop.disabled = true;
      const { status, data } = await ask("/jobs/" + encodeURIComponent(this.id) + "/cancel", {});
      if (status === 200) this.show(data.job);
      else this.showWrong(status === 0 ? [{ what: this.words.unreached, allowed: "" }] : data.errors);
    }
  }

  window.passerby.JobPanel = JobPanel;
})();
