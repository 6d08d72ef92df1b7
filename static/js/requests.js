"use strict";
// What each request of htmx carries, and which answers are put in the page.

{
  // Logging in again in another tab changes the token; the cookie always has the one that counts now.
  stj.csrfToken = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? "";

  stj.refreshCsrfToken = (form) => {
    const field = form.elements.csrfmiddlewaretoken;
    if (field && stj.csrfToken()) field.value = stj.csrfToken();
  };

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (!stj.csrfToken()) return;
    detail.headers["X-CSRFToken"] = stj.csrfToken();
    if (detail.parameters.csrfmiddlewaretoken) detail.parameters.csrfmiddlewaretoken = stj.csrfToken();
  });

  // An answer from another address is a page that we were sent on to, such as the one to log in.
  stj.isAnswered = (xhr, path) => xhr.status > 0 && new URL(xhr.responseURL).pathname === path;

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const asks = detail.requestConfig.elt.matches("[data-poll]");
    const fits = stj.isAnswered(detail.xhr, new URL(detail.requestConfig.path, location.href).pathname);
    if (!fits || (asks && detail.xhr.status !== 200)) detail.shouldSwap = false;
    // An answer that lacks the part which is asked for would empty that part: then the whole page is asked for.
    const elt = detail.requestConfig.elt;
    if (elt.hasAttribute("hx-select") && elt.form && !(fits && detail.xhr.status === 200)) {
      detail.shouldSwap = false;
      elt.form.requestSubmit(elt);
    }
  });

  // What is told already is not told again.
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const { target, fragment } = detail;
    if (target.matches("[role=status]") && target.textContent === fragment.textContent) detail.shouldSwap = false;
  });

  // Who asks again and again need not ask without a connection.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!navigator.onLine && event.detail.elt.matches("[data-poll]")) event.preventDefault();
  });
}
