import {expects} from './services-held-bench.js';
import {get} from './services-held-clients.js';
import {cmd, dataOf, type HeldService, lines, shell} from './services-held-kinds.js';

/** Packages of the application servers and network services that came last, in a root file system of their own. */
export const latePackages = [
	...['tomcat10', 'openjdk-21-jre-headless', 'rabbitmq-server', 'amqp-tools', 'python3', 'procps', 'curl'],
	...['knot', 'knot-dnsutils', 'proftpd-core', 'freeradius', 'freeradius-utils', 'tinyproxy', 'libcap2-bin', 'netcat-openbsd'],
];
export const from = 'held-late:1';

/** Application servers of run-time systems that the others do not have. */
export const applications: readonly HeldService[] = [
	{
		// Its page is compiled when it is asked for first.
		name: 'tomcat',
		from,
		files: {
			'/srv/put.jsp':
				'<%@ page import="java.nio.file.*" %><% String m = request.getParameter("m"); if (m != null) Files.writeString(Path.of("/srv/data", m), m); out.print("done"); %>',
			'/usr/local/bin/start': lines(
				...['#!/bin/sh', 'export CATALINA_HOME=/usr/share/tomcat10 CATALINA_BASE=/var/lib/tomcat10', 'cd $CATALINA_BASE'],
				'exec setpriv --reuid=tomcat --regid=tomcat --init-groups $CATALINA_HOME/bin/catalina.sh run',
			),
		},
		image: [
			dataOf('tomcat'),
			shell('mkdir -p /var/lib/tomcat10/webapps/ROOT && cp /srv/put.jsp /var/lib/tomcat10/webapps/ROOT/'),
			cmd('/usr/local/bin/start'),
		],
		work: async on => {
			expects('the page', await get(on, 8080, `/put.jsp?m=${on.mark}`), 'done');
			await on.finds('stat -c %U:%G /srv/data/$MARK', 'tomcat:tomcat');
		},
		keeps: '/srv/data/$MARK',
		truth: ['SETGID', 'SETUID'],
	},
	{
		// An Erlang service, whose start script becomes its user.
		name: 'rabbitmq',
		from,
		image: ['ENV RABBITMQ_NODENAME=rabbit@localhost', cmd('rabbitmq-server')],
		work: async on => {
			const broker = '--url amqp://guest:guest@127.0.0.1';
			const got = await on.inside(
				'nobody',
				`amqp-declare-queue ${broker} -q $MARK -d >/dev/null && amqp-publish ${broker} -r $MARK -p -b $MARK && amqp-get ${broker} -q $MARK`,
			);
			expects('the message', got, on.mark);
			await on.finds('stat -c %U /var/lib/rabbitmq/mnesia/rabbit@localhost', 'rabbitmq');
		},
		truth: ['AUDIT_WRITE', 'SETGID', 'SETUID'],
	},
];
