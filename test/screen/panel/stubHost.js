// The editor's side of the panel, for the pictures: gives the state that the address names and keeps what is asked.
(() => {
  const { state, theme } = JSON.parse(document.getElementById('fixture').textContent);
  for (const [name, value] of Object.entries(theme.variables)) {
    document.documentElement.style.setProperty(`--vscode-${name}`, value);
  }
  document.body.className = theme.className;
  window.asked = [];
  window.blocked = [];
  document.addEventListener('securitypolicyviolation', event => window.blocked.push(event.violatedDirective));
  window.acquireVsCodeApi = () => ({
    getState: () => JSON.parse(sessionStorage.getItem('kept') ?? 'null'),
    setState: value => {
      sessionStorage.setItem('kept', JSON.stringify(value));
    },
    postMessage: ({ id, request }) => {
      window.asked.push(request);
      window.postMessage({ type: 'reply', id, ok: true }, '*');
      if (request.type === 'ready') window.postMessage({ type: 'state', state }, '*');
    },
  });
})();
