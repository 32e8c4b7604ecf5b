/* One click that runs the model itself with the settings of the sliders: what it costs, how far it is, and what it came to
 * beside what the emulator had said. The server's queue has its limits; a run of the same is shared, not done twice.
 */
"use strict";
(function () {
  const C = window.passerbyControls;
  const { element, fill } = C;
  const { ask, pathOf, poll, shareOf, stateText } = window.passerby.jobs;
  const LIVE = ["queued", "running"];

  class Exact {
    /* `told(given)` has, for each headline, its label and unit, what the emulator says, and how its numbers are written. */
    constructor(about, told) {
      Object.assign(this, { about, words: about.words, told });
      const w = this.words;
      this.said = element("p", { class: "measure", role: "status" });
      this.button = element("button", { type: "button", class: "action", disabled: true, on: { click: () => this.run() } }, w.exact_run);
      this.state = element("p", { class: "state", role: "status" });
      this.bar = element("progress", { max: "1", "aria-label": w.exact_progress });
      this.stop = element("button", { type: "button", class: "button", on: { click: () => this.cancel() } }, w.exact_cancel);
      this.panel = element("div", { class: "running", hidden: true }, this.state, this.bar,
        element("p", { class: "bar" }, this.stop, element("a", { href: pathOf("runs") }, w.exact_runs)));
      this.wrong = element("p", { class: "fault", role: "alert", hidden: true });
      this.results = element("div", { class: "came-to" });
      this.code = element("code");
      const pre = element("pre", { tabindex: 0, role: "region", "aria-label": w.command }, this.code);
      const copy = element("button", { type: "button", class: "button", on: { click: () => this.copy(copy) } }, w.copy);
      this.link = element("a", { class: "quiet-link", hidden: true }, w.scenario);
      this.element = element("section", { class: "exact", "aria-label": w.exact }, element("h2", {}, w.exact),
        element("p", { class: "measure" }, w.exact_note), this.said, this.button, this.wrong, this.panel, this.results,
        element("p", {}, this.link),
        element("details", { class: "behind" }, element("summary", {}, w.exact_command), element("p", { class: "measure" }, w.exact_draws), pre,
          element("p", { class: "bar" }, copy)),
        element("p", { class: "source" }, w.link));
    }

    /* Follow the sliders: the command, the cost, and a run of the same that there is already. */
    async update(given) {
      const mine = (this.asked = new URLSearchParams(Object.entries(given).map(([name, value]) => [name, String(value)])).toString());
      this.given = { ...given };
      this.form = null;
      this.button.disabled = true;
      this.link.hidden = true;
      this.code.textContent = this.said.textContent = this.words.exact_wait;
      this.clear();
      const path = `/emulators/${encodeURIComponent(this.about.emulator)}/exact.json?${mine}`;
      const { status, data: found } = await ask(path);
      if (this.asked !== mine) return;
      this.code.textContent = found.command || (status ? fill(this.words.exact_none, { why: found.why }) : this.words.failed);
      if (found.link) {
        this.link.href = pathOf("scenario") + found.link;
        this.link.hidden = false;
      }
      if (!found.form) {
        this.said.textContent = found.command ? this.words.exact_none_here : this.code.textContent;
        return;
      }
      await this.check(found.form, mine);
    }

    async check(form, mine) {
      const { status, data } = await ask("/jobs/check", form);
      if (this.asked !== mine) return;
      if (status !== 200) {
        this.say(status, data);
        return;
      }
      const w = this.words, time = (s) => (s < 90 ? fill(w.seconds, { n: Math.max(1, Math.round(s)) }) : fill(w.minutes, { n: Math.round(s / 60) }));
      const { job, cost } = data, isThere = job && job.state === "done" && data.is_stored;
      const said = isThere ? w.exact_stored : fill(w.exact_cost, { runs: cost.steps, low: time(cost.low_s), high: time(cost.high_s) });
      this.said.textContent = data.can_run || isThere ? said : `${said} ${w.exact_read}`;
      this.form = form;
      this.button.disabled = !data.can_run;
      if (isThere || (job && LIVE.includes(job.state))) this.follow(job.id, mine);
    }

    async run() {
      if (!this.form || this.button.disabled) return;
      const mine = this.asked;
      this.button.disabled = true;
      this.wrong.hidden = true;
      const { status, data } = await ask("/jobs", this.form);
      if (this.asked !== mine) return;
      if (status !== 202) {
        this.button.disabled = false;
        this.say(status, data);
        return;
      }
      this.follow(data.job.id, mine);
    }

    /* Look at a job until it ends, or until the sliders ask for something else. */
    follow(id, mine) {
      this.job = id;
      this.button.hidden = true;
      this.panel.hidden = false;
      poll(this.element, async () => {
        if (this.asked !== mine) return false;
        const { status, data } = await ask("/jobs/" + encodeURIComponent(id));
        if (this.asked !== mine) return false;
        if (status !== 200) {
          this.say(status, data);
          return status === 0;
        }
        this.wrong.hidden = true;
        return this.showJob(data.job, mine);
      });
    }

    showJob(job, mine) {
      const isLive = LIVE.includes(job.state), share = shareOf(job), said = stateText(job, this.words);
      if (this.state.textContent !== said) this.state.textContent = said;
      if (share === null) this.bar.removeAttribute("value");
      else this.bar.value = share;
      this.bar.hidden = !isLive;
      this.stop.hidden = !isLive || !job.is_yours;
      this.stop.disabled = job.is_cancelling;
      this.button.hidden = isLive || job.state === "done";
      this.button.disabled = this.button.hidden;
      const known = job.comparison && `${job.comparison} ${job.done}`;
      if (known && known !== this.shown) {
        this.shown = known;
        this.show(job.comparison, job.state === "done", mine);
      }
      return isLive;
    }

    async cancel() {
      this.stop.disabled = true;
      const { status, data } = await ask(`/jobs/${encodeURIComponent(this.job)}/cancel`, {});
      if (status !== 200) this.say(status, data);
    }

    /* What the runs came to, beside what the emulator says; already while the rest of them are under way. */
    async show(id, isWhole, mine) {
      const answer = await fetch(window.passerby.at(`/results/${encodeURIComponent(id)}.csv`), { credentials: "same-origin" });
      const rows = answer.ok ? table(await answer.text()) : [];
      if (this.asked !== mine) return;
      if (!answer.ok) {
        this.say(answer.status, { errors: [] });
        return;
      }
      const w = this.words, arms = [...new Set(rows.map((row) => row.arm))], arm = arms[arms.length - 1];
      const lines = this.told(this.given).map(({ headline, number, answer: one }) => {
        const row = rows.find((other) => other.arm === arm && other.name === headline.name && other.estimator === headline.estimator && other.by === "all") || {};
        const some = (value) => (value ? number(Number(value)) : "–"), span = (low, high) => (low && high ? `${some(low)} to ${some(high)}` : "–");
        const drawn = row.cases ? fill(w.exact_draws_of, { span: span(row.draws_low, row.draws_high), n: row.cases }) : "–";
        const cells = [some(row.as_given), drawn, one ? number(one.as_given) : "–", one ? span(one.low, one.high) : "–"];
        return element("tr", {}, element("th", { scope: "row" }, `${headline.label}, ${headline.unit}`), ...cells.map((text) => element("td", {}, text)));
      });
      const head = element("tr", {}, ...w.exact_columns.map((text) => element("th", { scope: "col" }, text)));
      const box = element("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": w.exact_came }, element("table", {},
        element("caption", {}, w.exact_came), element("thead", {}, head), element("tbody", {}, ...lines)));
      const to = (page) => pathOf(page) + "?comparison=" + encodeURIComponent(id);
      const file = (suffix) => element("a", { href: window.passerby.at(`/results/${id}${suffix}`) }, fill(w.exact_file, { suffix }));
      this.results.replaceChildren(box,
        element("p", {}, element("a", { class: "quiet-link", href: to(arms.length > 1 ? "compare" : "months") }, arms.length > 1 ? w.exact_compare : w.exact_months)),
        element("p", { class: "source" }, fill(w.exact_source, { id }), " ", file(".csv"), " ", file(".json")));
      this.element.dataset.exact = isWhole ? "done" : "some";
    }

    say(status, data) {
      const told = (data.errors || []).map((one) => one.what + (one.allowed ? "; " + one.allowed : "")).join(" ");
      this.wrong.textContent = told || this.words.failed;
      this.wrong.hidden = false;
      if (this.said.textContent === this.words.exact_wait) this.said.textContent = "";
    }

    clear() {
      this.panel.hidden = this.wrong.hidden = true;
      this.button.hidden = false;
      this.results.replaceChildren();
      this.element.dataset.exact = this.shown = "";
    }

    async copy(button) {
      await navigator.clipboard.writeText(this.code.textContent);
      button.textContent = this.words.copied;
      window.setTimeout(() => { button.textContent = this.words.copy; }, 2000);
    }
  }

  /* The rows of a table of commas, each by the names of its columns. */
  function table(text) {
    const [head, ...rows] = text.trim().split("\n").map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => (quoted === undefined ? plain : quoted.replaceAll('""', '"'))));
    return rows.map((row) => Object.fromEntries(head.map((name, k) => [name, row[k]])));
  }

  window.passerbyExact = Exact;
})();
