/** Passwords of documentation and examples, the first that a scanner tries. @source the images' own pages; lists of common passwords */
const passwords = new Set(
	(
		'password passwd pass passw0rd password1 password123 secret changeme changeit change-me change_me admin administrator root toor user ' +
		'guest test testing example demo default docker postgres postgresql mysql mariadb mongo mongodb redis rabbitmq minio minioadmin minio123 ' +
		'elastic elasticsearch grafana neo4j couchdb influxdb bitnami cassandra jenkins jupyter nacos rstudio oracle sa vncpassword headless ' +
		'mysecretpassword my-secret-pw mypassword yourpassword supersecret letmein qwerty 123 1234 12345 123456 1234567 12345678 123456789 ' +
		'1234567890 111111 000000 abc123 dev develop local myroot s3cr3t secret123 admin123 root123 postgres123 test123'
	).split(' '),
);

/** Whether a password is among the first that anyone tries. */
export const isWellKnown = (value: string): boolean => value.length <= 20 && passwords.has(value.toLowerCase());
