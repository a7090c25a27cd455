import type {DailyService} from './recorder-harmless-services.js';

/** Written after the recorder's rules were settled, and held back until then. */
const java = `import os, subprocess, threading, time
os.makedirs('/tmp/hsperfdata_app', exist_ok=True)
def helper():
    # As ProcessBuilder does: a helper program that starts another one.
    subprocess.run(['/usr/bin/env', 'sh', '-c', 'uname -a; ulimit -n'], stdout=subprocess.DEVNULL)
    threading.Thread(target=lambda: open('/tmp/hsperfdata_app/1', 'wb').write(b'x' * 4096)).start()
while True:
    helper(); time.sleep(20)`;

const fpm = `import os, signal, time
def child():
    pid = os.fork()
    if pid == 0:
        os.setgid(33); os.setuid(33)
        time.sleep(6); os._exit(0)
children = [child() for _ in range(3)]
while True:
    os.wait(); child()`;

const shell = (text: string): readonly string[] => ['sh', '-c', text];

export const moreServices: readonly DailyService[] = [
	{name: 'java', options: ['--user', '1000', '--stop-signal', 'KILL'], command: ['python3', '-c', java]},
	{name: 'fpm', options: ['--stop-signal', 'KILL'], command: ['python3', '-c', fpm]},
	{
		name: 'checked',
		options: [
			'--stop-signal',
			'KILL',
			'--health-cmd',
			'python3 -c \'import socket; socket.create_connection(("web", 80), 2)\'',
			'--health-interval',
			'3s',
		],
		command: ['sleep', '100000'],
	},
	{
		name: 'git',
		options: ['--stop-signal', 'KILL', '--user', '1000', '-w', '/tmp'],
		command: shell(
			'mkdir -p /tmp/objects; while :; do for n in 1 2 3; do head -c 1000 /dev/urandom | gzip > /tmp/objects/$n; done; tar -cf /tmp/pack.tmp -C /tmp objects; mv /tmp/pack.tmp /tmp/pack; rm /tmp/objects/*; sleep 10; done',
		),
	},
	{name: 'ci', options: ['--stop-signal', 'KILL', '-v', 'backup:/backup'], command: ['sleep', '100000']},
];

/** As done once while the recorder learns. */
export const moreLearned = [
	'for n in 1 2 3; do docker exec ci apt-get -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts=/dev/null update; done',
	'docker exec ci sh -c "tar -czf /backup/etc.tar.gz /etc"',
	'docker exec -i ssh sh -c "ssh-keygen -q -t ed25519 -N \\"\\" -f /root/.ssh/id_ed25519 && cp /root/.ssh/id_ed25519.pub /root/.ssh/authorized_keys && echo ls | sftp -b - -o StrictHostKeyChecking=no root@127.0.0.1"',
];

/** As `dailyWork`. */
export const moreWork: readonly (readonly [what: string, script: string])[] = [
	[
		'autovacuum, and a dump by a script in the container',
		'docker exec db sh -c \'psql -U postgres -qc "create table if not exists v(a int); insert into v select generate_series(1,5000); delete from v"; sleep 2; pg_dump -U postgres -Fc postgres > /tmp/nightly.dump\'',
	],
	[
		'certificates renewed with a hook that reloads',
		"docker exec web sh -c 'mkdir -p /etc/le2; openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=z -keyout /etc/le2/privkey.pem -out /etc/le2/cert.pem -days 90 && nginx -t -q && nginx -s reload'",
	],
	[
		'a rewrite after many keys',
		"docker exec cache sh -c 'for n in 1 2 3; do redis-cli set k$n v; done; redis-cli config set appendonly yes; redis-cli bgrewriteaof; sleep 1; redis-cli config set appendonly no; redis-cli bgsave'",
	],
	['workers that end and are started again', 'sleep 8'],
	['helpers of a service for Java', 'sleep 21'],
	['health checks that connect to a neighbour', 'sleep 4'],
	[
		'logrotate with copytruncate',
		'docker exec writer sh -c \'printf "/logs/app.log {\\n copytruncate\\n rotate 2\\n compress\\n}\\n" > /etc/logrotate.d/app; logrotate -f /etc/logrotate.d/app\'',
	],
	[
		'a child of a supervisor that is restarted twice',
		"for n in 1 2; do docker exec super sh -c 'kill $(ps -C sleep -o pid=)'; sleep 1; done",
	],
	['objects packed and removed', 'sleep 11'],
	[
		'a list of packages that is updated each time',
		'docker exec ci apt-get -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts=/dev/null update',
	],
	['a backup by tar to a mount', 'docker exec ci sh -c "tar -czf /backup/etc.tar.gz /etc"'],
	['a login by ssh for sftp', 'docker exec -i ssh sh -c "echo ls | sftp -b - -o StrictHostKeyChecking=no root@127.0.0.1"'],
];
