-- Reads levels of one warehouse.
-- ARGV  epoch, then SKUs
-- Returns { 0, then per SKU: the counters as they are kept, or "" when nothing is known }
local fields = { '@' }
for i = 2, #ARGV do fields[i] = 'l:' .. ARGV[i] end
local found = redis.call('HMGET', KEYS[1], unpack(fields))
local stranger = strange(found[1])
if stranger then return stranger end

local answer = { 0 }
for i = 2, #found do answer[i] = found[i] and counters(read(found[i])) or '' end
return answer
