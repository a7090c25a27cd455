/**
 * An HTTP server in a shell, for busybox: `nc` starts one for each request.
 *
 * @param routes  branches of `case "$method $path"`; each calls `reply STATUS`
 * @param before  runs at each request
 */
export const shellServer = (routes: readonly string[], before = ':'): string =>
	[
		'#!/bin/sh',
		'read -r method path _',
		'length=0',
		'while read -r line; do',
		'  line=$(printf %s "$line" | tr -d "\\r"); [ -z "$line" ] && break',
		'  case $line in [Cc]ontent-[Ll]ength:*) length=$(echo "$line" | cut -d: -f2) ;; esac',
		'done',
		'body=$(head -c "$length")',
		'reply() { printf "HTTP/1.1 %s\\r\\nContent-Type: text/plain\\r\\nContent-Length: 3\\r\\nConnection: close\\r\\n\\r\\nok\\n" "$1"; }',
		before,
		'case "$method $path" in',
		...routes.map(route => `${route} ;;`),
		'*) reply "404 Not Found" ;;',
		'esac',
		'',
	].join('\n');

/** Its command. */
export const serveShell = (file: string): string[] => ['nc', '-ll', '-p', '80', '-e', '/bin/sh', file];
