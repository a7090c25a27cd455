/** A project of Compose, and the service of it that is hardened. */
export type ComposeProject = {
	readonly what: string;
	readonly service: string;
	/** Path in the project's folder → content. */
	readonly files: Readonly<Record<string, string>>;
	/** Given to `docker compose` before `up`. */
	readonly options?: readonly string[];
};

const one = (service: string): string =>
	`services:\n  web:\n    image: plain:1\n    command: [sleep, '99999']\n    stop_signal: KILL\n${service}`;

/** What real projects are made of, in the shapes in which an override can go wrong. */
export const composeProjects: readonly ComposeProject[] = [
	{what: 'nothing but an image', service: 'web', files: {'compose.yml': one('')}},
	{
		what: 'several files, a profile, variables and an env_file',
		service: 'web',
		files: {
			'compose.yml': one(
				"    profiles: [front]\n    env_file: [web.env]\n    ports: ['8080:80']\n    volumes: ['./data:/data']\n",
			),
			'more.yml':
				"services:\n  web:\n    cap_add: [NET_ADMIN]\n    environment: {PRICE: '5$$', TAG: '$TAG'}\n    tmpfs: ['/cache:size=1m']\n",
			'web.env': 'FROM_FILE=a b\n',
			'data/x': 'x',
		},
		options: ['--file', 'compose.yml', '--file', 'more.yml', '--profile', 'front'],
	},
	{
		what: 'a service that extends another',
		service: 'web',
		files: {
			'compose.yml': 'services:\n  web:\n    extends: {file: base.yml, service: base}\n    cap_add: [SYS_TIME]\n    pid: host\n',
			'base.yml':
				"services:\n  base:\n    image: plain:1\n    command: [sleep, '99999']\n    stop_signal: KILL\n    privileged: true\n    devices: ['/dev/null:/dev/x']\n    security_opt: ['label=user:me']\n",
		},
	},
	{
		what: 'secrets and configs',
		service: 'web',
		files: {
			'compose.yml': `${one('    secrets: [token]\n    configs: [{source: conf, target: /etc/conf}]\n    cap_drop: [CHOWN]\n')}secrets:\n  token: {file: ./token}\nconfigs:\n  conf: {file: ./conf}\n`,
			token: 't',
			conf: 'c',
		},
	},
	{
		what: 'the network of another service',
		service: 'web',
		files: {
			'compose.yml': `${one('    network_mode: service:other\n    depends_on: [other]\n')}  other:\n    image: plain:1\n    command: [sleep, '99999']\n    stop_signal: KILL\n`,
		},
	},
	{
		what: 'volumes of every kind',
		service: 'web',
		files: {
			'compose.yml': `${one(`    volumes:
      - named:/named:ro
      - /anonymous
      - {type: bind, source: ./data, target: /bind, read_only: true}
      - {type: volume, source: named, target: /long, volume: {nocopy: true}}
      - {type: tmpfs, target: /t, tmpfs: {size: 1000000, mode: 0o1770}}
`)}volumes:\n  named:\n`,
			'data/x': 'x',
		},
	},
	{
		what: 'limits under deploy',
		service: 'web',
		files: {
			'compose.yml': one(
				"    deploy: {resources: {limits: {memory: 64m, cpus: '0.5', pids: 50}, reservations: {memory: 32m}}}\n",
			),
		},
	},
	{
		what: 'memory alone under deploy, without a limit of processes',
		service: 'web',
		files: {'compose.yml': one('    deploy: {resources: {limits: {memory: 64m}}}\n    restart: always\n')},
	},
	{
		what: 'processes alone under deploy, without a limit of memory',
		service: 'web',
		files: {'compose.yml': one('    deploy: {resources: {limits: {pids: 50}}}\n')},
	},
	{
		what: 'networks with addresses, aliases and hosts',
		service: 'web',
		files: {
			'compose.yml': `${one(`    hostname: www
    networks: {a: {ipv4_address: 172.30.0.9, aliases: [x]}, b: {}}
    extra_hosts: ['up:host-gateway']
    dns: [9.9.9.9]
    expose: ['81']
    ports: [{target: 80, published: '8081', host_ip: 127.0.0.1}, '8082-8083:82-83/udp']
`)}networks:\n  a: {ipam: {config: [{subnet: 172.30.0.0/16}]}}\n  b:\n`,
		},
	},
	{
		what: 'host namespaces, sockets and a check',
		service: 'web',
		files: {
			'compose.yml': one(`    network_mode: host
    ipc: host
    uts: host
    userns_mode: host
    volumes: ['/var/run:/host-run']
    cap_add: [ALL]
    group_add: ['5']
    healthcheck: {test: 'true $$X', interval: 1m30s, start_interval: 1s, start_period: 5s}
    ulimits: {nofile: {soft: 10, hard: 20}, nproc: 30}
    sysctls: {kernel.msgmax: 65536}
    logging: {driver: json-file, options: {max-size: 1m}}
    init: true
    labels: {a: 'b$$c'}
    stop_grace_period: 1m
    oom_score_adj: 100
    shm_size: 128m
`).replace('    sysctls: {kernel.msgmax: 65536}\n', ''),
		},
	},
	{
		what: 'an override of its own, a container name and a user',
		service: 'web',
		files: {
			'compose.yaml': one("    container_name: own-name\n    user: '5:5'\n    read_only: true\n    tmpfs: /run\n"),
			'compose.override.yaml': "services:\n  web:\n    cap_drop: [NET_RAW]\n    entrypoint: ['sleep']\n    command: ['88888']\n",
		},
	},
	{
		what: 'lists from which something goes',
		service: 'web',
		files: {
			'compose.yml': `${one(`    privileged: true
    pid: host
    ipc: host
    cap_add: [NET_ADMIN, SYS_ADMIN]
    security_opt: ['seccomp:unconfined', 'apparmor:unconfined', 'no-new-privileges:false']
    devices: ['/dev/null']
    ports: ['90:90', '127.0.0.1:91:91']
    volumes: ['kept:/kept', '/var/run/docker.sock:/var/run/docker.sock', '/etc:/host-etc']
    environment: ['A=$$x', 'B']
    tmpfs: ['/run']
`)}volumes:\n  kept:\n`,
		},
	},
];
