// Sends one call of each kind with Segment's SDK for Node, as an application does: `node send.mjs` with INLET_HOST, the
// address of the API (INLET_PATH, where the API is not at the root of its host), INLET_KEY and INLET_USER.
import { Analytics } from '@segment/analytics-node'

const { INLET_HOST: host, INLET_PATH: path, INLET_KEY: writeKey, INLET_USER: userId } = process.env
const analytics = new Analytics({ writeKey, host, path, maxRetries: 2 })
const failures = []
analytics.on('error', (error) => failures.push(error))

analytics.track({ userId, event: 'Order Completed', properties: { total: 9.5, items: ['a', 'b'] } })
analytics.identify({ userId, traits: { plan: 'pro' } })
analytics.page({ userId, name: 'Home', category: 'Docs', properties: { path: '/home' } })
analytics.screen({ userId, name: 'Settings' })
analytics.group({ userId, groupId: 'g-1', traits: { employees: 20 } })
analytics.alias({ userId, previousId: 'a-1' })
await analytics.closeAndFlush()

console.log(JSON.stringify(failures.map((failure) => failure.reason?.message ?? failure.message ?? String(failure))))
