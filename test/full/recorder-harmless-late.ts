import type {DailyService} from './recorder-harmless-services.js';

/** Written after the recorder, to see what it says of work that it was not made with. */
const worker = `import http.server, ctypes, mmap, multiprocessing, os, shutil, sqlite3, tempfile, time, pathlib
import urllib.request
home = '/tmp/home'
def library():
    # As JNA, Netty and SQLite drivers do: unpacked, mapped, removed.
    place = tempfile.mkdtemp(); shutil.copy('/usr/lib/x86_64-linux-gnu/libz.so.1', place + '/libjna.so')
    ctypes.CDLL(place + '/libjna.so'); shutil.rmtree(place)
def performance():
    os.makedirs('/tmp/hsperfdata_nobody', exist_ok=True)
    with open('/tmp/hsperfdata_nobody/1', 'w+b') as file:
        file.truncate(32768); mmap.mmap(file.fileno(), 32768)[0:4] = b'perf'
def cache():
    # Of pip, npm and compilers: written aside, renamed, old entries removed.
    for n in range(50):
        path = pathlib.Path(home, '.cache', 'pip', 'http', str(n)); path.mkdir(parents=True, exist_ok=True)
        (path / 'body.tmp').write_bytes(b'x' * 1000); os.replace(path / 'body.tmp', path / 'body'); os.chmod(path / 'body', 0o644)
    shutil.rmtree(home)
def pool():
    with multiprocessing.get_context('forkserver').Pool(2) as workers: workers.map(abs, [1, -2])
def database():
    with sqlite3.connect('/tmp/jobs.db') as jobs: jobs.execute('pragma journal_mode=wal'); jobs.execute('create table if not exists t(a)')
def health(): urllib.request.urlopen('http://127.0.0.1:8000/').read()
work = {'/library': library, '/performance': performance, '/cache': cache, '/pool': pool, '/database': database, '/health': health}
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        work.get(self.path, lambda: None)()
        self.send_response(200); self.end_headers(); self.wfile.write(b'ok')
    def log_message(self, *words): pass
if __name__ == '__main__': http.server.ThreadingHTTPServer(('0.0.0.0', 8000), Handler).serve_forever()`;

const supervisor = `import signal, subprocess, sys
while True:
    child = subprocess.Popen(['sleep', '100000'])
    child.wait()`;

const shell = (text: string): readonly string[] => ['sh', '-c', text];

export const lateServices: readonly DailyService[] = [
	{
		name: 'worker',
		options: ['--user', '65534', '--stop-signal', 'KILL', '-e', `CODE=${worker}`],
		// A pool that forks from a server needs a file.
		command: shell('printf %s "$CODE" > /tmp/worker.py; exec python3 /tmp/worker.py'),
	},
	{name: 'super', options: ['--stop-signal', 'KILL'], command: ['python3', '-c', supervisor]},
	{
		name: 'writer',
		options: ['--stop-signal', 'KILL', '-v', 'logs:/logs'],
		command: shell('while :; do date >> /logs/app.log; sleep 1; done'),
	},
	{
		name: 'shipper',
		options: ['--stop-signal', 'KILL', '-v', 'logs:/logs:ro'],
		command: shell('touch /tmp/position; exec tail -F /logs/app.log > /dev/null'),
	},
];

/** As `dailyWork`. */
export const lateWork: readonly (readonly [what: string, script: string])[] = [
	['a native library unpacked to /tmp and mapped', 'get worker 8000 /library'],
	['performance data of a virtual machine', 'get worker 8000 /performance'],
	['a cache of packages filled and emptied', 'get worker 8000 /cache'],
	['a pool of processes', 'get worker 8000 /pool'],
	['a database file with a write-ahead log', 'get worker 8000 /database'],
	['a service that calls itself', 'get worker 8000 /health'],
	['a supervisor that restarts its child', "docker exec super sh -c 'kill $(ps -C sleep -o pid=)'"],
	['log rotation under a log shipper', "docker exec writer sh -c 'mv /logs/app.log /logs/app.log.1; gzip -f /logs/app.log.1'"],
	[
		'certificates renewed by a deploy hook',
		`docker exec web sh -c 'mkdir -p /etc/le/live /etc/le/archive; umask 077; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=y -keyout /etc/le/archive/key1.pem -out /etc/le/archive/cert1.pem; ln -sfn ../archive/key1.pem /etc/le/live/key.pem; chgrp www-data /etc/le/archive/key1.pem; chmod 640 /etc/le/archive/key1.pem; nginx -t && kill -HUP 1'`,
	],
	[
		'old sessions removed by a script of cron',
		"docker exec jobs sh -c 'mkdir -p /var/lib/php/sessions; touch -d yesterday /var/lib/php/sessions/sess_1; find -O3 /var/lib/php/sessions -ignore_readdir_race -depth -mindepth 1 -name sess_\\* -type f -cmin -1 -delete'",
	],
	[
		'probes of a monitoring agent by exec',
		"for i in 1 2 3; do docker exec web sh -c 'cat /proc/loadavg; df -P /; ps aux | wc -l'; done",
	],
	['a client from another container', 'docker run --rm --network shop services:1 redis-cli -h cache set key value'],
	[
		'a backup by a container that shares the volumes',
		'docker run --rm --volumes-from cache services:1 tar -czf /tmp/backup.tar.gz /data',
	],
	['a script on standard input of psql', "echo 'select count(*) from pg_class;' | docker exec -i -u postgres db psql"],
	[
		'a database replaced by another one under its name',
		'docker stop -t 10 db; docker run -d --name db-standby --network shop --network-alias db --entrypoint sh --volumes-from db -e PATH="$PGPATH" services:1 -c "mkdir -p /run/postgresql && chown postgres /run/postgresql && exec setpriv --reuid=postgres --regid=postgres --init-groups postgres -D /var/lib/postgresql/data -c listen_addresses=\\*"; sleep 6; get app 8000 /db',
	],
];
