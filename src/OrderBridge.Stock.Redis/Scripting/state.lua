-- Reads and changes what all servers agree on; the only key beside those of the warehouses.
-- KEYS[1]  PREFIX:ledger  hash: epoch (absent while it is rebuilt), building (epoch to come), until (its lease, Unix ms), w:WAREHOUSE for each
-- ARGV     verb, epoch, then by verb:
--   read                                        -> { 0, epoch or "", warehouses }
--   claim    now, until, joins (0 or 1), known  -> { 0, warehouses }: the caller rebuilds; { 1 }: somebody else does; { 2, epoch, warehouses }: join it
--            joins: take an epoch that is complete and is not "known", instead of rebuilding
--   complete warehouses                         -> { 0 }, or { 1 } when the claim is lost
--   open     warehouse                          -> { 0 } entered now, { 1 } was entered before, { 2 } the epoch is another one
local verb, token = ARGV[1], ARGV[2]
local fields = redis.call('HGETALL', KEYS[1])
local state, warehouses = {}, {}
local function answer(...)
  local list = { ... }
  for i = 1, #warehouses do list[#list + 1] = warehouses[i] end
  return list
end
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 2) == 'w:' then
    warehouses[#warehouses + 1] = string.sub(fields[i], 3)
  else
    state[fields[i]] = fields[i + 1]
  end
end

if verb == 'read' then return answer(0, state.epoch or '') end
if verb == 'claim' then
  if state.building and state.building ~= token and tonumber(state['until']) > tonumber(ARGV[3]) then return { 1 } end
  if ARGV[5] == '1' and state.epoch and state.epoch ~= ARGV[6] then return answer(2, state.epoch) end
  redis.call('HSET', KEYS[1], 'building', token, 'until', ARGV[4])
  redis.call('HDEL', KEYS[1], 'epoch')
  return answer(0)
end
if verb == 'complete' then
  if state.building ~= token then return { 1 } end
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'epoch', token)
  for i = 3, #ARGV do redis.call('HSET', KEYS[1], 'w:' .. ARGV[i], '1') end
  return { 0 }
end
if state.epoch ~= token then return { 2 } end
return { 1 - redis.call('HSETNX', KEYS[1], 'w:' .. ARGV[3], '1') }
