// SPDX-License-Identifier: BSD-2-Clause
// A server with a pool of threads: it hashes, writes and reads files, and starts a program.
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Executors;

public class Server {
	static Path dir;

	static String run(String... command) throws Exception {
		return new String(new ProcessBuilder(command).start().getInputStream().readAllBytes());
	}

	static String answer(String path) throws Exception {
		Path file = Files.createTempFile(dir, "served", "");
		Files.write(file, new byte[4096]);
		byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
		Files.delete(file);
		if (path.equals("/run"))
			return run("/bin/echo", "served");
		return "served " + HexFormat.of().formatHex(hash);
	}

	static void handle(HttpExchange exchange) {
		try (exchange) {
			byte[] body = answer(exchange.getRequestURI().getPath()).getBytes();
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
		} catch (Exception e) {
			e.printStackTrace();
		}
	}

	public static void main(String[] args) throws Exception {
		dir = Path.of(args[0]);
		HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 8000), 64);
		server.setExecutor(Executors.newFixedThreadPool(4));
		server.createContext("/", Server::handle);
		server.start();
	}
}
