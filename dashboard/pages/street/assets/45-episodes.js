/* Alerts and what came of them: which mark stands where at a moment, and who is not on their way. */
"use strict";
(function () {
  const MARK_S = 150; /* how long the outcome of an alert stays drawn */

  const same = (a, b) => a.person_id === b.person_id && a.passage === b.passage;

  function kindOf(mark) {
    if (mark.kind === "alert") return mark.is_true ? "alert" : "false_alert";
    if (mark.kind === "stop") return mark.is_false_stop ? "false_stop" : "stop";
    return mark.kind;
  }

  class Episode {
    constructor(alert, marks) {
      this.alert = alert;
      this.person = alert.person_id;
      this.stop = marks.find((mark) => mark.kind === "stop");
      this.end = marks.find((mark) => !["alert", "stop"].includes(mark.kind));
      const last = this.end || this.stop || alert;
      this.until = (this.stop && !this.end ? this.stop.end_s : last.t_s) + MARK_S;
    }

    isOpenAt(t) { return t >= this.alert.t_s && t < this.until; }

    markAt(t) {
      if (!this.isOpenAt(t)) return null;
      if (this.end && t >= this.end.t_s) return kindOf(this.end);
      return this.stop && t >= this.stop.t_s ? kindOf(this.stop) : kindOf(this.alert);
    }

    placeAt(t) { return this.stop && t >= this.stop.t_s ? [this.stop.x_m, this.stop.y_m] : null; }

    isHeldAt(t) { return Boolean(this.stop) && t >= this.stop.t_s && t < this.stop.end_s; }
    isTakenAt(t) { return Boolean(this.end) && this.end.kind === "arrest" && t >= this.end.t_s; }
  }

  function episodes(marks) {
    return marks.filter((mark) => mark.kind === "alert").map((alert) =>
      new Episode(alert, marks.filter((mark) => same(mark, alert))));
  }

  /* Who is not on their way at a moment: with officers (and where), or taken away (null). */
  function heldAt(all, t) {
    const held = new Map();
    for (const episode of all) {
      if (episode.isHeldAt(t)) held.set(episode.person, episode.placeAt(t));
      else if (episode.isTakenAt(t)) held.set(episode.person, null);
    }
    return held;
  }

  Object.assign((window.passerby = window.passerby || {}), { episodes, heldAt, kindOf, same });
})();
