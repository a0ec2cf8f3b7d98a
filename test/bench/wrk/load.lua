-- What wrk sends, from its arguments, and what it found, as one line of JSON.
--
--   wrk ... -s load.lua URL -- DEPTH [NAME=VALUE ...]
--
-- DEPTH requests go out at once (1: no pipelining), each with the fields given. Rule: what is sent
-- is made once at start; the load generator's time is its own, but it must not be the bottleneck.

function init(arguments)
  local depth = tonumber(arguments[1])
  for at = 2, #arguments do
    local name, value = arguments[at]:match("^([^=]+)=(.*)$")
    wrk.headers[name] = value
  end
  local one = wrk.format()
  local all = string.rep(one, depth)
  wrk.format = function() return all end
end

function done(summary)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"microseconds":%d,"octets":%d,"status":%d,"unread":%d,"lost":%d}\n',
    summary.requests, summary.duration, summary.bytes, errors.status, errors.read,
    errors.connect + errors.write + errors.timeout))
end
