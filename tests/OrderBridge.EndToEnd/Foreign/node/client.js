// Knows an address and a key, and asks the server for everything else: an order goes from ingestion to DELIVERED, and a bad one is refused.
'use strict';
const assert = require('node:assert');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const protobuf = require('protobufjs');
require('protobufjs/ext/descriptor');

const [address, key] = process.argv.slice(2);
const insecure = grpc.credentials.createInsecure();
const options = { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };

/** The reflection protocol itself is the one thing a client brings. */
const reflectionJson = {
  nested: { grpc: { nested: { reflection: { nested: { v1: { nested: {
    ServerReflectionRequest: { oneofs: { message_request: { oneof: ['file_containing_symbol', 'list_services'] } },
      fields: { host: { type: 'string', id: 1 }, file_containing_symbol: { type: 'string', id: 4 }, list_services: { type: 'string', id: 7 } } },
    FileDescriptorResponse: { fields: { file_descriptor_proto: { rule: 'repeated', type: 'bytes', id: 1 } } },
    ServiceResponse: { fields: { name: { type: 'string', id: 1 } } },
    ListServiceResponse: { fields: { service: { rule: 'repeated', type: 'ServiceResponse', id: 1 } } },
    ErrorResponse: { fields: { error_code: { type: 'int32', id: 1 }, error_message: { type: 'string', id: 2 } } },
    ServerReflectionResponse: { fields: {
      file_descriptor_response: { type: 'FileDescriptorResponse', id: 4 },
      list_services_response: { type: 'ListServiceResponse', id: 6 },
      error_response: { type: 'ErrorResponse', id: 7 } } },
    ServerReflection: { methods: { ServerReflectionInfo: {
      requestType: 'ServerReflectionRequest', requestStream: true, responseType: 'ServerReflectionResponse', responseStream: true } } },
  } } } } } } },
};

function reflect(questions) {
  const { ServerReflection } = grpc.loadPackageDefinition(loader.fromJSON(reflectionJson, options)).grpc.reflection.v1;
  const client = new ServerReflection(address, insecure);
  return new Promise((resolve, reject) => {
    const answers = [];
    const call = client.ServerReflectionInfo();
    call.on('data', (answer) => { answers.push(answer); if (answers.length === questions.length) call.end(); });
    call.on('error', reject);
    call.on('end', () => { client.close(); resolve(answers); });
    questions.forEach((question) => call.write(question));
  });
}

/** The files of several answers as the bytes of one FileDescriptorSet. */
function setOf(answers) {
  const files = new Map();
  for (const answer of answers) {
    assert(!answer.error_response, JSON.stringify(answer.error_response));
    for (const file of answer.file_descriptor_response.file_descriptor_proto) files.set(file.toString('base64'), file);
  }
  const writer = protobuf.Writer.create();
  for (const file of files.values()) writer.uint32(10).bytes(file);
  return Buffer.from(writer.finish());
}

const auth = new grpc.Metadata();
auth.set('authorization', `Bearer ${key}`);
const unary = (client, method, request) => new Promise((resolve, reject) =>
  client[method](request, auth, (error, response) => (error ? reject(error) : resolve(response))));

const money = (minor) => ({ currency_code: 'CNY', minor_units: minor });
const time = (second) => ({ seconds: 1772366400 + second, nanos: 0 });

function order(id) {
  return {
    channel_id: 'node', shop_id: 'shop-1', channel_order_id: id, channel_update_time: time(1), order_time: time(0), total_amount: money(2000),
    lines: [{ channel_line_id: '1', sku_id: 'node-sku', name: '样品', quantity: 2, unit_price: money(1000) }],
    payment: { method: 'PAYMENT_METHOD_ONLINE', state: 'PAYMENT_STATE_PAID', paid_amount: money(2000), pay_time: time(0), transaction_id: `t-${id}` },
    recipient: { name: 'Sample Buyer', phone: '13800138000' }, buyer: { name: 'Sample Buyer', phone: '13800138000' },
    shipping_address: { country_code: 'CN', province: 'Sample', city: 'Sample', street: '1 Sample Road' },
  };
}

/** Plays warehouse and carrier as soon as the order is with the warehouse. */
async function fulfil(services, orderId) {
  const { fulfilment_orders: work } = await unary(services.fulfilment, 'ListFulfilmentOrders', { order_id: orderId });
  const number = `NODE${orderId.slice(-8).toUpperCase()}`;
  await unary(services.fulfilment, 'ReportFulfilmentProgress', { fulfilment_id: work[0].fulfilment_id, report_id: 'r-1', state: 'FULFILMENT_STATE_ACCEPTED' });
  await unary(services.fulfilment, 'ReportFulfilmentProgress', {
    fulfilment_id: work[0].fulfilment_id, report_id: 'r-2', state: 'FULFILMENT_STATE_SHIPPED', packages: [{ package_id: 'p-1', carrier_code: 'sf', tracking_number: number }] });
  const now = Math.floor(Date.now() / 1000);
  await unary(services.tracking, 'RecordTrackingEvents', {
    carrier_code: 'sf', tracking_number: number, source: 'node',
    events: [{ status: 'TRACKING_STATUS_PICKED_UP', raw_code: '50', event_time: { seconds: now - 60 } }, { status: 'TRACKING_STATUS_DELIVERED', raw_code: '80', event_time: { seconds: now } }] });
}

function watch(services, orderId) {
  return new Promise((resolve, reject) => {
    const states = [];
    let working = false;
    const call = services.orders.WatchOrders({ order_ids: [orderId] }, auth);
    call.on('data', (change) => {
      if (!change.order) return;
      const state = change.order.state;
      if (states.at(-1) !== state) states.push(state);
      if (state === 'ORDER_STATE_FULFILLING' && !working) { working = true; fulfil(services, orderId).catch(reject); }
      if (state === 'ORDER_STATE_DELIVERED') { call.cancel(); resolve(states); }
    });
    call.on('error', (error) => { if (error.code !== grpc.status.CANCELLED) reject(error); });
  });
}

/** Reads google.rpc.Status with the types that reflection gave. */
async function refused(services, types) {
  const bad = order('node-bad');
  bad.lines[0].quantity = -1;
  bad.recipient.phone = '12';
  const error = await unary(services.orders, 'IngestOrder', { order: bad }).then(() => assert.fail('accepted'), (e) => e);
  assert.strictEqual(error.code, grpc.status.INVALID_ARGUMENT);
  const status = types.lookupType('google.rpc.Status').decode(error.metadata.get('grpc-status-details-bin')[0]);
  const detail = (name) => {
    const any = status.details.find((d) => d.type_url.endsWith(`/${name}`) || d.typeUrl?.endsWith(`/${name}`));
    assert(any, `no ${name}`);
    return types.lookupType(name).decode(any.value);
  };
  const info = detail('google.rpc.ErrorInfo');
  const violations = (detail('google.rpc.BadRequest').field_violations ?? detail('google.rpc.BadRequest').fieldViolations);
  assert.strictEqual(info.domain, 'orderbridge');
  assert(violations.some((v) => v.field === 'order.lines[0].quantity' && v.description.length > 20), JSON.stringify(violations));
  return { reason: info.reason, fields: violations.map((v) => v.field) };
}

async function main() {
  const [{ list_services_response: list }] = await reflect([{ list_services: '*' }]);
  const names = list.service.map((s) => s.name).filter((name) => name.startsWith('orderbridge.'));
  const symbols = [...names, 'google.rpc.Status', 'google.rpc.ErrorInfo', 'google.rpc.BadRequest'];
  const set = setOf(await reflect(symbols.map((symbol) => ({ file_containing_symbol: symbol }))));
  const packages = grpc.loadPackageDefinition(loader.loadFileDescriptorSetFromBuffer(set, options)).orderbridge;
  const types = protobuf.Root.fromDescriptor(set);
  const services = {
    orders: new packages.orders.v1.OrderService(address, insecure),
    stock: new packages.stock.v1.StockService(address, insecure),
    fulfilment: new packages.fulfilment.v1.FulfilmentService(address, insecure),
    tracking: new packages.fulfilment.v1.TrackingService(address, insecure),
  };
  await unary(services.stock, 'SetStock', { request_id: 'node-1', counts: [{ warehouse_id: 'WH-1', sku_id: 'node-sku', on_hand: 10 }] });
  const ingested = await unary(services.orders, 'IngestOrder', { order: order('node-1') });
  const states = await watch(services, ingested.order.order_id);
  const error = await refused(services, types);
  console.log(JSON.stringify({ services: names, states, error }));
  process.exit(0);
}

setTimeout(() => { console.error('not done within 60 s'); process.exit(3); }, 60000).unref();
main().catch((error) => { console.error(error); process.exit(1); });
