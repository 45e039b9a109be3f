-- Reads holds of one warehouse by check time, oldest first.
-- ARGV  epoch, latest check time in Unix ms or "+inf", offset, limit (1 to 1000)
-- Returns { 0, then per hold: reservation id, check time, channel id, number of lines, then per line: SKU, pieces }
local stranger = strange(redis.call('HGET', KEYS[1], '@'))
if stranger then return stranger end

local due = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[2], 'WITHSCORES', 'LIMIT', ARGV[3], ARGV[4])
if #due == 0 then return { 0 } end
local fields = {}
for i = 1, #due, 2 do fields[#fields + 1] = 'h:' .. due[i] end
local holds = redis.call('HMGET', KEYS[1], unpack(fields))
local answer = { 0 }
for i = 1, #holds do
  if holds[i] then
    local hold = cmsgpack.unpack(holds[i])
    answer[#answer + 1] = due[2 * i - 1]
    answer[#answer + 1] = string.format('%.0f', tonumber(due[2 * i]))
    answer[#answer + 1] = hold[1]
    local at, count = #answer + 1, 0
    answer[at] = 0
    for sku, pieces in pairs(hold[4]) do
      answer[#answer + 1] = sku
      answer[#answer + 1] = string.format('%.0f', pieces)
      count = count + 1
    end
    answer[at] = count
  end
end
return answer
