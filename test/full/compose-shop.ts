import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';

/** Path in the project's folder → content. Scripts are executable. */
export type ProjectFiles = Readonly<Record<string, string>>;

/**
 * A shop of six services: a proxy in front of two replicas of an app, which asks a database and a cache; a worker, and a job by the minute. It
 * has volumes, networks, a secret, an env_file and health checks.
 */
export const shop: ProjectFiles = {
	'compose.yml': `name: shop
services:
  proxy:
    image: busybox:1
    command: [httpd, -f, -p, '80', -h, /www]
    stop_signal: KILL
    ports: ['18080:80']
    volumes: ['./proxy:/www:ro']
    networks: [front]
    depends_on: [app]
    deploy: {resources: {limits: {memory: 128m}}}
  app:
    image: busybox:1
    command: [httpd, -f, -p, '8080', -u, nobody, -h, /www]
    stop_signal: KILL
    scale: 2
    volumes: ['./app:/www:ro']
    networks: [front, back]
    env_file: [app.env]
    secrets: [token]
    depends_on: {db: {condition: service_healthy}}
  db:
    image: busybox:1
    command: [sh, -c, "chown -R nobody /data; exec su -s /bin/sh nobody -c 'exec nc -ll -p 5432 -e /db/serve'"]
    stop_signal: KILL
    volumes: ['./db:/db:ro', 'rows:/data']
    networks: [back]
    healthcheck: {test: 'echo count | nc -w 2 127.0.0.1 5432', interval: 1s, retries: 30}
  cache:
    image: busybox:1
    command: [nc, -ll, -p, '7000', -e, cat]
    stop_signal: KILL
    networks: [back]
  worker:
    image: busybox:1
    command: [sh, -c, 'while :; do echo add row | nc -w 2 db 5432; sleep 1; done']
    stop_signal: KILL
    networks: [back]
    depends_on: {db: {condition: service_healthy}}
  job:
    image: busybox:1
    command: [crond, -f, -c, /jobs]
    stop_signal: KILL
    volumes: ['./jobs:/jobs:ro', 'out:/out']
    networks: [back]
  migrate:
    image: busybox:1
    profiles: [tools]
    command: ['true']
networks: {front: {}, back: {internal: true}}
volumes: {rows: {}, out: {}}
secrets: {token: {file: ./token}}
`,
	token: 'open-sesame',
	'app.env': "PRICE='5$'\n",
	'jobs/root': '* * * * * date >> /out/ran\n',
	'proxy/cgi-bin/index': "#!/bin/sh\necho 'Content-Type: text/plain'; echo\nexec wget -qO- -T 5 http://app:8080/cgi-bin/app\n",
	'app/cgi-bin/app': `#!/bin/sh
echo 'Content-Type: text/plain'; echo
echo "$(cat /run/secrets/token) $PRICE $(echo cached | nc -w 2 cache 7000) $(echo count | nc -w 2 db 5432)"
`,
	'db/serve': `#!/bin/sh
read -r verb row
case $verb in add) echo "$row" >> /data/rows ;; esac
wc -l < /data/rows
`,
};

export async function writeProject(folder: string, files: ProjectFiles): Promise<void> {
	for (const [name, content] of Object.entries(files)) {
		const path = join(folder, name);
		await mkdir(dirname(path), {recursive: true});
		await writeFile(path, content);
		await chmod(path, content.startsWith('#!') ? 0o755 : 0o644);
	}
}
