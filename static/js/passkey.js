// Passkeys. A form with data-passkey is shown if the browser supports them. On submit, the browser asks for the passkey.
const { webauthnJSON } = window

// A passkey belongs to a host name. Browsers refuse passkeys for an IP address.
const hasHostName = !/^[\d.]+$|^\[/.test(location.hostname)

function show (selector, isShown) {
  for (const part of document.querySelectorAll(selector)) part.hidden = !isShown
}

async function options (form) {
  const given = form.querySelector('script[type="application/json"]')
  if (given) return JSON.parse(given.textContent)
  const response = await fetch(form.action, { headers: { Accept: 'application/json' } })
  if (!response.ok) throw new Error(response.statusText)
  return (await response.json()).request_options
}

async function credential (form) {
  const requested = await options(form)
  if (form.dataset.passkey === 'get') return webauthnJSON.get(requested)
  // The key must identify its owner, and verify the owner's presence.
  const selection = { residentKey: 'required', requireResidentKey: true, userVerification: 'required' }
  requested.publicKey.authenticatorSelection = { ...requested.publicKey.authenticatorSelection, ...selection }
  return webauthnJSON.create(requested)
}

async function send (event) {
  event.preventDefault()
  const form = event.currentTarget
  const button = form.querySelector('button')
  button.disabled = true
  show('[data-passkey-failed]', false)
  try {
    form.elements.credential.value = JSON.stringify(await credential(form))
    form.submit()
  } catch {
    // It was cancelled or is unknown, or the site did not respond. The page has the other ways to sign in.
    show('[data-passkey-failed]', true)
    button.disabled = false
  }
}

if (webauthnJSON?.supported() && hasHostName) {
  show('[data-passkey], [data-passkey-shown]', true)
  show('[data-passkey-missing]', false)
  for (const form of document.querySelectorAll('[data-passkey]')) form.addEventListener('submit', send)
}
