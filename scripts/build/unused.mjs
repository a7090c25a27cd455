import {join} from 'node:path';

/**
 * dockerode reaches ssh2, gRPC, protobuf, tar-fs and a modem of its own, none of which dockscope uses: requests go through a transport
 * that can read only, ssh through OpenSSH, and there is no BuildKit session. Loading them costs 60 ms and 27 MB, so each becomes a
 * module that can be required, and says so when something of it is called.
 */
export const withoutUnusedTransports = {
	name: 'without-unused-transports',
	setup({onResolve, onLoad}) {
		const filter = /^(docker-modem|tar-fs|ssh2|@grpc\/grpc-js|@grpc\/proto-loader|protobufjs(\/.*)?|cpu-features)$/;
		onResolve({filter}, ({path}) => ({path, namespace: 'unused'}));
		// Of dockerode's own parts, those of building images: with them come crypto and zlib.
		onResolve({filter: /^(\.\/session|\.\/buildkit|zlib)$/}, ({path, importer}) =>
			importer.includes(join('dockerode', 'lib')) ? {path: `dockerode ${path}`, namespace: 'unused'} : undefined,
		);
		onLoad({filter: /.*/, namespace: 'unused'}, ({path}) => ({
			contents: `
				function unused() { throw new Error(${JSON.stringify(`${path} is not part of this build`)}); }
				module.exports = new Proxy(unused, {get: (target, key) => (key === '__esModule' ? false : target)});
			`,
			loader: 'js',
		}));
	},
};
