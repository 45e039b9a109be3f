-- Reads and changes what all servers agree on; the only key beside those of the warehouses.
-- KEYS[1]  PREFIX:ledger  hash: epoch (absent while it is rebuilt), building (epoch to come), until (its lease, Unix ms), w:WAREHOUSE for each,
--          m:RUN_ID for each master as it was when the ledger was filled
-- ARGV     verb, epoch, then by verb:
--   read                                        -> { 0, STATE }
--   claim    now, until, joins (0 or 1), known  -> { 0, STATE }: the caller rebuilds; { 1 }: somebody else does; { 2, STATE }: join it
--            joins: take an epoch that is complete and is not "known", instead of rebuilding
--   keep     until                              -> { 0 }, or { 1 } when the claim is lost
--   abandon                                     -> { 0 }: whoever waits need not wait for the lease to end
--   complete masters, run ids, warehouses       -> { 0 }, or { 1 } when the claim is lost; masters: how many run ids
--   open     warehouse                          -> { 0 } entered now, { 1 } was entered before, { 2 } the epoch is another one
-- STATE    epoch or "", number of run ids, run ids, warehouses
local verb, token = ARGV[1], ARGV[2]
local fields = redis.call('HGETALL', KEYS[1])
local state, warehouses, masters = {}, {}, {}
local function answer(code)
  local list = { code, state.epoch or '', #masters }
  for i = 1, #masters do list[#list + 1] = masters[i] end
  for i = 1, #warehouses do list[#list + 1] = warehouses[i] end
  return list
end
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 2) == 'w:' then
    warehouses[#warehouses + 1] = string.sub(fields[i], 3)
  elseif string.sub(fields[i], 1, 2) == 'm:' then
    masters[#masters + 1] = string.sub(fields[i], 3)
  else
    state[fields[i]] = fields[i + 1]
  end
end

if verb == 'read' then return answer(0) end
if verb == 'claim' then
  if state.building and state.building ~= token and tonumber(state['until']) > tonumber(ARGV[3]) then return { 1 } end
  if ARGV[5] == '1' and state.epoch and state.epoch ~= ARGV[6] then return answer(2) end
  redis.call('HSET', KEYS[1], 'building', token, 'until', ARGV[4])
  redis.call('HDEL', KEYS[1], 'epoch')
  return answer(0)
end
if verb == 'keep' then
  if state.building ~= token then return { 1 } end
  redis.call('HSET', KEYS[1], 'until', ARGV[3])
  return { 0 }
end
if verb == 'abandon' then
  if state.building == token then redis.call('HDEL', KEYS[1], 'building', 'until') end
  return { 0 }
end
if verb == 'complete' then
  if state.building ~= token then return { 1 } end
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'epoch', token)
  local last = 3 + tonumber(ARGV[3])
  for i = 4, last do redis.call('HSET', KEYS[1], 'm:' .. ARGV[i], '1') end
  for i = last + 1, #ARGV do redis.call('HSET', KEYS[1], 'w:' .. ARGV[i], '1') end
  return { 0 }
end
if state.epoch ~= token then return { 2 } end
return { 1 - redis.call('HSETNX', KEYS[1], 'w:' .. ARGV[3], '1') }
