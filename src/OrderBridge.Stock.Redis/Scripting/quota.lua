-- Sets or removes channels' quotas in one warehouse.
-- ARGV  epoch, then per quota: SKU, channel id, quota in pieces or "" to remove it, used pieces
-- Returns { 0 }
local marker = redis.call('HGET', KEYS[1], '@')
local stranger = strange(marker)
if stranger then return stranger end

for i = 2, #ARGV, 4 do
  local field = 'l:' .. ARGV[i]
  local cell = read(redis.call('HGET', KEYS[1], field))
  cell[5] = cell[5] or {}
  cell[5][ARGV[i + 1]] = ARGV[i + 2] ~= '' and { tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3]) } or nil
  redis.call('HSET', KEYS[1], field, write(cell))
end
return { 0 }
