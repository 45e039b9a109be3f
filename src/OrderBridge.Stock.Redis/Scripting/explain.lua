-- Reads one level with its quotas.
-- ARGV  epoch, SKU
-- Returns { 0, counters, then per quota: channel id, quota, used }
local found = redis.call('HMGET', KEYS[1], '@', 'l:' .. ARGV[2])
local stranger = strange(found[1])
if stranger then return stranger end

local cell = read(found[2])
local answer = { 0, counters(cell) }
for channel, quota in pairs(cell[5] or {}) do
  answer[#answer + 1] = channel
  answer[#answer + 1] = string.format('%.0f', quota[1])
  answer[#answer + 1] = string.format('%.0f', quota[2])
end
return answer
