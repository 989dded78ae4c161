// Says so where the script of a page has not come: what is seen of the page already would else look alive for good.
addEventListener(
  "error",
  ({ target }) => {
    const message = document.getElementById("not-loaded");
    if (target instanceof HTMLScriptElement && message) message.hidden = false;
  },
  true,
);
