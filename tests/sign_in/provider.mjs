// A real OpenID provider for the tests: one issuer, one client, people whose claims come from the command line.
import Provider from "oidc-provider";
import { createServer } from "node:http";

const { clients, people } = JSON.parse(process.argv[2]);
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients,
    claims: {
      openid: ["sub"],
      profile: ["name", "employee_number"],
      phone: ["phone_number", "phone_number_verified"],
    },
    features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true } },
    fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options), // theirs refuses this very machine
    pkce: { required: () => true },
    cookies: { keys: ["only for tests"] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  });
  server.on("request", provider.callback());
  console.log(`issuer ${issuer}`);
});
