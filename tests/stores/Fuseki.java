// Apache Jena behind the SPARQL 1.1 protocol and the graph store protocol, at Fuseki's addresses: Debian packs Jena, but not Fuseki.
// java Fuseki PORT [TDB2-FOLDER]
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.DatasetFactory;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.QueryParseException;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.riot.RDFLanguages;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.RiotException;
import org.apache.jena.riot.system.ErrorHandlerFactory;
import org.apache.jena.riot.system.StreamRDF;
import org.apache.jena.riot.system.StreamRDFLib;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.system.Txn;
import org.apache.jena.tdb2.TDB2Factory;
import org.apache.jena.update.UpdateAction;
import org.apache.jena.update.UpdateFactory;
import org.apache.jena.update.UpdateRequest;

public class Fuseki {
    static Dataset dataset;

    interface Work {
        void on(HttpExchange exchange) throws Exception;
    }

    static Map<String, String> parameters(String text) {
        Map<String, String> found = new HashMap<>();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            String[] parts = pair.split("=", 2);
            found.put(URLDecoder.decode(parts[0], StandardCharsets.UTF_8), parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return found;
    }

    static void reply(HttpExchange exchange, int status, String media, byte[] body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Server", "Apache Jena Fuseki (Debian's Jena)");
        exchange.getResponseHeaders().set("Content-Type", media);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) exchange.getResponseBody().write(body);
        exchange.close();
    }

    static void handle(HttpExchange exchange, Work work) throws IOException {
        try {
            work.on(exchange);
        } catch (RiotException | QueryParseException error) {
            reply(exchange, 400, "text/plain", String.valueOf(error.getMessage()).getBytes(StandardCharsets.UTF_8));
        } catch (Exception error) {
            reply(exchange, 500, "text/plain", String.valueOf(error).getBytes(StandardCharsets.UTF_8));
        }
    }

    static String form(HttpExchange exchange, String name) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) return parameters(exchange.getRequestURI().getRawQuery()).get(name);
        return parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)).get(name);
    }

    static void query(HttpExchange exchange) throws Exception {
        String text = form(exchange, "query");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Txn.executeRead(dataset, () -> {
            try (QueryExecution run = QueryExecutionFactory.create(text, dataset)) {
                if (run.getQuery().isAskType()) ResultSetFormatter.outputAsJSON(out, run.execAsk());
                else ResultSetFormatter.outputAsJSON(out, run.execSelect());
            }
        });
        reply(exchange, 200, "application/sparql-results+json", out.toByteArray());
    }

    static void update(HttpExchange exchange) throws Exception {
        UpdateRequest request = UpdateFactory.create(form(exchange, "update"));
        Txn.executeWrite(dataset, () -> UpdateAction.execute(request, dataset));
        reply(exchange, 204, "text/plain", new byte[0]);
    }

    static void data(HttpExchange exchange) throws Exception {
        Map<String, String> asked = parameters(exchange.getRequestURI().getRawQuery());
        boolean one = asked.containsKey("graph") || asked.containsKey("default");
        Node name = asked.containsKey("graph") ? NodeFactory.createURI(asked.get("graph")) : Quad.defaultGraphIRI;
        DatasetGraph graphs = dataset.asDatasetGraph();
        String method = exchange.getRequestMethod();
        if (method.equals("GET")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Txn.executeRead(dataset, () -> RDFDataMgr.write(out, graphs, Lang.NQUADS));
            reply(exchange, 200, "application/n-quads", out.toByteArray());
            return;
        }
        String media = exchange.getRequestHeaders().getFirst("Content-Type");
        if (!method.equals("DELETE") && RDFLanguages.contentTypeToLang(media) == null) {
            reply(exchange, 415, "text/plain", ("no parser for " + media).getBytes(StandardCharsets.UTF_8));
            return;
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        Txn.executeWrite(dataset, () -> {
            if (method.equals("DELETE") || method.equals("PUT")) {
                if (name.equals(Quad.defaultGraphIRI)) graphs.getDefaultGraph().clear();
                else graphs.removeGraph(name);
            }
            if (method.equals("DELETE")) return;
            StreamRDF into = one ? StreamRDFLib.graph(name.equals(Quad.defaultGraphIRI) ? graphs.getDefaultGraph() : graphs.getGraph(name)) : StreamRDFLib.dataset(graphs);
            RDFParser.source(new java.io.ByteArrayInputStream(body)).lang(RDFLanguages.contentTypeToLang(media)).errorHandler(ErrorHandlerFactory.errorHandlerStrictNoLogging).parse(into);
        });
        reply(exchange, 204, "text/plain", new byte[0]);
    }

    public static void main(String[] arguments) throws Exception {
        dataset = arguments.length > 1 ? TDB2Factory.connectDataset(arguments[1]) : DatasetFactory.createTxnMem();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 0);
        server.createContext("/ds/sparql", exchange -> handle(exchange, Fuseki::query));
        server.createContext("/ds/query", exchange -> handle(exchange, Fuseki::query));
        server.createContext("/ds/update", exchange -> handle(exchange, Fuseki::update));
        server.createContext("/ds/data", exchange -> handle(exchange, Fuseki::data));
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.start();
    }
}
