// Talking to the page's own server: questions, posts, and the one WebSocket that brings news.

async function answered(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `The server answered ${response.status}.`);
  return body;
}

export async function ask(path, words = {}) {
  const query = new URLSearchParams(Object.entries(words).filter(([, value]) => value != null));
  return answered(await fetch(`${path}?${query}`, { cache: "no-store" }));
}

export async function post(path, body) {
  return answered(
    await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  );
}

export function listen(on) {
  let tries = 0;
  const connect = () => {
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/news`);
    socket.onopen = () => {
      if (tries > 0) on.link(true);
      tries = 0;
    };
    socket.onmessage = (event) => {
      const news = JSON.parse(event.data);
      on[news.about]?.(news);
    };
    socket.onclose = () => {
      tries += 1;
      if (tries > 1) on.link(false);
      setTimeout(connect, Math.min(5000, 250 * 2 ** tries));
    };
  };
  connect();
}
