"use strict";
// Saves each card while somebody types in it, and tells in the card how that went. What was typed stays in the page
// alone: nothing of it is kept elsewhere in the browser.

{
  const PAUSE = 1000;
  const LONGEST_WAIT = 60_000;
  const NOT_SAVED = "Niet opgeslagen, uw tekst staat nog hier.";
  const FOR_GOOD = 'data-saved="refused"'; // in an answer: whoever asks can't write here any more

  // What the fields of a card say, as one text to compare: as it stands, or as the page came in.
  function contentOf(fields, { asItCame = false } = {}) {
    const value = (control) => {
      if (control.type === "radio" || control.type === "checkbox") {
        return (asItCame ? control.defaultChecked : control.checked) ? control.value : "";
      }
      return stj.asStored(asItCame ? control.defaultValue : control.value);
    };
    const controls = [...fields.querySelectorAll("input:not([type=hidden], [type=file]), textarea")];
    return JSON.stringify(controls.map((control) => [control.name, value(control)]));
  }

  class Card {
    constructor(fields) {
      this.fields = fields;
      this.article = fields.closest("[data-card]");
      this.state = this.article.querySelector(".stj-card__foot [role=status]");
      this.saved = "unsaved" in fields.dataset ? null : contentOf(fields, { asItCame: true });
      this.beforeAnswer = null; // what stood there when an answer came in, which may take a choice out
      this.sent = null; // while a request is under way
      this.left = new Set(); // the fields in which somebody was, and that they left
      this.refused = null; // what the server didn't take: it isn't sent again before it changed
      this.failures = 0;
      this.mayWrite = true;
      this.typed();
    }

    get content() {
      return contentOf(this.fields);
    }

    get isUnsaved() {
      return this.content !== this.saved;
    }

    get isBusy() {
      return this.sent !== null;
    }

    // Whether what is unsaved may be expected to be saved as soon as it is sent.
    get isHopeful() {
      return this.mayWrite && this.failures === 0 && this.content !== this.refused;
    }

    typed() {
      this.mark();
      clearTimeout(this.timer);
      if (this.isUnsaved && this.content !== this.refused) this.saveIn(PAUSE);
    }

    saveIn(milliseconds) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.isHalfDate || this.save(), milliseconds);
    }

    // While somebody types a year, a date field already holds the years 2, 20 and 201: it waits for them to leave it.
    get isHalfDate() {
      const field = document.activeElement;
      return document.hasFocus() && field.type === "date" && this.fields.contains(field);
    }

    saveIfTyped() {
      this.mark();
      if (this.isUnsaved && this.content !== this.refused) this.save();
    }

    // One request at a time: what is typed meanwhile goes with the next.
    save() {
      clearTimeout(this.timer);
      if (this.isBusy || !this.mayWrite) return;
      if (navigator.onLine) {
        this.sent = this.content;
        htmx.trigger(this.fields, "autosave");
      } else this.failed(0);
    }

    tryAgain() {
      if (this.failures && this.isUnsaved) this.save();
    }

    answered(xhr, isOurs) {
      const content = this.sent === this.beforeAnswer ? this.content : this.sent;
      this.sent = null;
      const status = isOurs ? xhr.status : 0;
      const standing = isOurs && xhr.getResponseHeader("X-Saved-Nth");
      this.markErrors();
      const state = isOurs && xhr.getResponseHeader("X-Card-State");
      if (state) this.article.dataset.state = state;
      if (status === 200) this.accepted(content);
      else if (status === 409 || status === 422) this.refused = content;
      if (xhr.responseText.includes(FOR_GOOD)) this.mayWrite = false;
      else if (![200, 204, 409, 422].includes(status)) {
        this.failed(xhr.status);
        return;
      }
      this.failures = 0;
      if (standing) this.sendAgain(Number(standing));
      else this.typed();
    }

    // The server knows a later save of this page than the one that it got now: this page counts on from there.
    sendAgain(number) {
      const field = this.fields.closest("form").elements.saved_nth;
      field.value = String(Math.max(Number(field.value), number));
      this.saveIfTyped();
    }

    // What is wrong with a field came in above it; the field itself, with the focus, stays as it is. That a field is
    // empty is no error before somebody could fill it: the foot of the card asks for it until they left it so.
    markErrors() {
      for (const error of this.fields.querySelectorAll("[id$=_error]")) {
        const field = document.getElementById(error.id.replace(/_error$/, ""));
        if (!field) continue;
        const isKnown = field.getAttribute("aria-invalid") === "true" || this.left.has(field);
        const isWrong = error.textContent !== "" && (field.value !== "" || isKnown);
        const described = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
        error.hidden = !isWrong;
        if (isWrong) {
          field.setAttribute("aria-invalid", "true");
          described.add(error.id);
        } else {
          field.removeAttribute("aria-invalid");
          described.delete(error.id);
        }
        field.setAttribute("aria-describedby", [...described].join(" "));
      }
      this.shortenSummary();
    }

    // What the page said of all that was wrong when it came in, says no more than is wrong still.
    shortenSummary() {
      for (const link of this.article.querySelectorAll(".stj-error-summary a[href^='#']")) {
        if (!document.querySelector(`${link.hash}[aria-invalid=true]`)) link.closest("li").remove();
      }
      for (const summary of this.article.querySelectorAll(".stj-error-summary:not(:has(li))")) {
        if (summary.contains(document.activeElement)) this.fields.querySelector("textarea").focus();
        summary.remove();
      }
    }

    leave(field) {
      this.left.add(field);
      this.markErrors();
      this.saveIfTyped();
    }

    accepted(content) {
      this.saved = content;
      this.refused = null;
    }

    failed(status) {
      this.failures += 1;
      if (status !== 401 && status !== 403) this.say(NOT_SAVED); // those answers say themselves what happened
      if (status === 0) stj.loseConnection();
      this.mark();
      if (navigator.onLine) this.saveIn(Math.min(PAUSE * 2 ** this.failures, LONGEST_WAIT));
    }

    mark() {
      this.article.toggleAttribute("data-unsaved", this.isUnsaved);
    }

    say(sentence) {
      if (this.state.textContent === sentence) return;
      const told = document.createElement("strong");
      told.dataset.saved = "nothing";
      told.textContent = sentence;
      this.state.replaceChildren(told);
    }
  }

  // By the name of the page and the number of each request the server knows a late one, so no two pages may have one
  // name. A page that the browser brings back or doubles counts anew: it is told by what this tab, or the tab that it
  // was doubled from, saw before. An answer to what this page sent has counted on, and keeps its name.
  function renameWhenSeenBefore(form) {
    const { saved_from: name, saved_nth: number } = form.elements;
    const seen = sessionStorage.getItem(name.value);
    if (seen !== null && Number(number.value) <= Number(seen)) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      name.value = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      number.value = "0";
    }
    sessionStorage.setItem(name.value, number.value);
  }

  stj.nextNumber = (form) => {
    const field = form.elements.saved_nth;
    field.value = String(Number(field.value) + 1);
    return field.value;
  };

  const form = document.querySelector("form[data-recording]");
  stj.cards = form ? [...form.querySelectorAll("[data-autosave]")].map((fields) => new Card(fields)) : [];
  stj.unsavedCards = () => stj.cards.filter((card) => card.isUnsaved || card.isBusy);

  // Saves the card of an element, or all; says whether there was anything to save.
  stj.saveCard = (element) => {
    const article = element.closest("[data-card]");
    const asked = stj.unsavedCards().filter((card) => !article || card.article === article);
    for (const card of asked) card.save();
    return asked.length > 0;
  };

  function tryAgain() {
    for (const card of stj.cards) card.tryAgain();
    if (stj.unsavedCards().length === 0) stj.catchUp();
  }

  if (form) {
    renameWhenSeenBefore(form);
    const cardOf = (element) => stj.cards.find((card) => card.fields.contains(element));

    form.addEventListener("input", (event) => cardOf(event.target)?.typed());
    form.addEventListener("change", (event) => {
      const card = cardOf(event.target);
      if (!card?.isHalfDate) card?.saveIfTyped();
    });
    form.addEventListener("focusout", (event) => cardOf(event.target)?.leave(event.target));

    form.addEventListener("htmx:configRequest", ({ detail }) => {
      if (detail.parameters.saved_nth) detail.parameters.saved_nth = stj.nextNumber(form);
    });
    form.addEventListener("htmx:beforeSwap", ({ detail }) => {
      const card = stj.cards.find(({ fields }) => fields === detail.requestConfig.elt);
      if (card) card.beforeAnswer = card.content;
    });
    form.addEventListener("htmx:afterRequest", ({ detail }) => {
      const card = stj.cards.find(({ fields }) => fields === detail.elt);
      if (!card) return;
      card.answered(detail.xhr, stj.isAnswered(detail.xhr, detail.requestConfig.path));
      if (stj.unsavedCards().length === 0) stj.catchUp();
      form.dispatchEvent(new CustomEvent("answered"));
    });

    window.addEventListener("online", tryAgain);
    window.addEventListener("focus", tryAgain);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") tryAgain();
      else for (const card of stj.cards) card.saveIfTyped();
    });
    window.addEventListener("pageshow", ({ persisted }) => {
      if (persisted) for (const card of stj.cards) card.typed();
    });
  }
}
