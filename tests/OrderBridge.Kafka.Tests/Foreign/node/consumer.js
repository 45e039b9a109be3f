// Reads orders and tasks with a Kafka client and the .proto files: node consumer.js BOOTSTRAP PROTO_FOLDER ORDERS
'use strict';
const path = require('node:path');
const { Kafka, logLevel } = require('kafkajs');
const protobuf = require('protobufjs');

const [bootstrap, protos, orders] = process.argv.slice(2);
const topics = { orders: 'orderbridge.orders.v1', tasks: 'orderbridge.fulfilment-tasks.v1' };

function load() {
  const root = new protobuf.Root();
  const wellKnown = path.dirname(require.resolve('protobufjs/package.json'));
  root.resolvePath = (_, target) =>
    path.isAbsolute(target) ? target : path.join(target.startsWith('google/protobuf/') ? wellKnown : protos, target);
  root.loadSync(['orderbridge/events/v1/event.proto', 'orderbridge/fulfilment/v1/fulfilment.proto']);
  return { event: root.lookupType('orderbridge.events.v1.Event'), task: root.lookupType('orderbridge.fulfilment.v1.FulfilmentTask') };
}

async function main() {
  const { event, task } = load();
  const seen = new Set();
  const result = { received: [], tasks: [], repeats: 0, line: '' };
  // Only committed transactions are read, which is what kafkajs does unless it is told otherwise.
  const consumer = new Kafka({ brokers: bootstrap.split(','), logLevel: logLevel.ERROR }).consumer({ groupId: 'stranger' });
  await consumer.connect();
  await consumer.subscribe({ topics: Object.values(topics), fromBeginning: true });
  await new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, (crash) => reject(crash.payload.error));
    consumer.run({
      eachMessage: async ({ topic, message }) => {
        const id = `${topic}/${message.headers['event-id'].toString()}`;
        result.repeats += seen.has(id) ? 1 : 0;
        seen.add(id);
        if (topic === topics.orders && message.headers['event-type'].toString() === 'order.received') {
          result.received.push(event.decode(message.value).aggregateId);
        } else if (topic === topics.tasks) {
          const decoded = task.decode(message.value);
          result.tasks.push(decoded.fulfilmentOrder.orderId);
          result.line = decoded.fulfilmentOrder.lines[0].name;
        }
        if (result.received.length >= Number(orders) && result.tasks.length >= Number(orders)) {
          resolve();
        }
      },
    }).catch(reject);
  });
  await consumer.disconnect();
  console.log(JSON.stringify(result));
}

main().then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
