import {expects} from './services-held-bench.js';
import {cmd, type HeldService} from './services-held-kinds.js';

const server = `import http.server, signal, sys
import shop.words
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = shop.words.greeting().encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.ThreadingHTTPServer(("", 8080), Handler).serve_forever()
`;

/** A web application that runs as root and writes `__pycache__` beside its code; all releases have the same image name. */
export const pythonApp = (release: string): HeldService => ({
	name: 'python-app',
	files: {
		'/srv/app/main.py': server,
		'/srv/app/shop/__init__.py': '',
		'/srv/app/shop/words.py': `def greeting():\n    return ${JSON.stringify(`the ${release} release`)}\n`,
	},
	image: ['WORKDIR /srv/app', cmd('python3', 'main.py')],
	work: async on =>
		expects('the page', await on.client('curl -sS --fail --max-time 8 http://$HOST:8080/'), `the ${release} release`),
	truth: [],
});
