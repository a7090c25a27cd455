import {type Bench, expects} from './services-held-bench.js';
import {cmd, type HeldService, shell} from './services-held-kinds.js';

/** A service whose memory grows with its clients, and what a busy day asks of it. */
export type LoadedService = {
	readonly service: HeldService;
	/** Fails unless all of it is answered. */
	readonly load: (on: Bench) => Promise<unknown>;
};

const psql = 'psql -h $HOST -U postgres -v ON_ERROR_STOP=1 -Atc';

const postgres: LoadedService = {
	service: {
		name: 'postgres-load',
		files: {
			'/usr/local/bin/start': `#!/bin/sh
chown postgres:postgres /var/lib/postgresql/data
exec setpriv --reuid=postgres --regid=postgres --init-groups sh -c '
test -s $PGDATA/PG_VERSION || { initdb -A trust >/dev/null && echo host all all all trust >> $PGDATA/pg_hba.conf; }
exec postgres -c "listen_addresses=*"'
`,
		},
		image: [
			'ENV PGDATA=/var/lib/postgresql/data PATH=/usr/lib/postgresql/17/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
			'VOLUME /var/lib/postgresql/data',
			'STOPSIGNAL SIGINT',
			cmd('start'),
		],
		args: ['--volume', 'postgres-load-data:/var/lib/postgresql/data'],
		work: async on => expects('the sum', await on.client(`${psql} 'select 40 + 2'`), '42'),
		truth: [],
	},
	load: async on => {
		const bench = '/usr/lib/postgresql/17/bin/pgbench -h $HOST -U postgres';
		await on.client(`${bench} -i -q -s 5 postgres 2>&1`);
		await on.client(`${bench} -c 20 -j 2 -T 15 postgres 2>&1`);
		const sort =
			"set work_mem = '64MB'; select count(*) from (select n from generate_series(1, 400000) n order by md5(n::text)) s";
		const sorted = await on.client(`for i in 1 2 3 4; do ${psql} "${sort}" & done; wait`);
		expects('four sorts side by side', sorted.replaceAll('SET', '').replaceAll(/\s+/g, ' '), '400000 400000 400000 400000');
	},
};

const redis: LoadedService = {
	service: {
		name: 'redis-load',
		image: [
			shell('mkdir /data && chown redis:redis /data'),
			'VOLUME /data',
			'WORKDIR /data',
			cmd(
				...['setpriv', '--reuid=redis', '--regid=redis', '--init-groups'],
				...['redis-server', '--bind', '*', '--protected-mode', 'no', '--dir', '/data'],
			),
		],
		args: ['--volume', 'redis-load-data:/data'],
		work: async on => expects('SET', await on.client('redis-cli -h $HOST set $MARK yes'), 'OK'),
		truth: [],
	},
	load: async on => {
		await on.client('redis-benchmark -h $HOST -q -t set -d 2000 -n 120000 -r 1000000000 -P 16 -c 20');
		expects('how much it keeps', await on.client('redis-cli -h $HOST dbsize'), /^1[12]\d{4}$/m);
		expects('BGSAVE', await on.client('redis-cli -h $HOST bgsave'), /started/);
		await on.finds('test -s /data/dump.rdb && echo saved', 'saved', 30);
	},
};

const java = `import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.*;

public class Shop {
	static final ConcurrentHashMap<String, byte[]> cache = new ConcurrentHashMap<>();
	public static void main(String[] args) throws Exception {
		HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
		server.setExecutor(Executors.newFixedThreadPool(16));
		server.createContext("/", exchange -> {
			String query = exchange.getRequestURI().getQuery();
			if (query != null) {
				cache.put(query, new byte[1 << 20]);
				byte[][] scratch = new byte[16][];
				for (int i = 0; i < scratch.length; i++) scratch[i] = new byte[1 << 20];
			}
			byte[] body = ("" + cache.size()).getBytes();
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
	}
}
`;

const jvm: LoadedService = {
	service: {
		name: 'jvm-load',
		from: 'held-jvm:1',
		files: {'/srv/Shop.java': java},
		image: ['WORKDIR /srv', shell('javac Shop.java'), cmd('java', 'Shop')],
		work: async on => expects('the page', await on.client('curl -sS --fail --max-time 8 http://$HOST:8080/'), /^\d+$/),
		truth: [],
	},
	load: async on => {
		const failed = await on.client(
			'seq 300 | xargs -P 12 -n 1 sh -c \'curl -s -o /dev/null --fail --max-time 20 "http://$HOST:8080/?$0" || echo $0\'',
		);
		expects('requests that failed', failed, '');
		expects('what it keeps', await on.client('curl -sS http://$HOST:8080/'), '300');
	},
};

export const loadedServices: readonly LoadedService[] = [postgres, redis, jvm];
