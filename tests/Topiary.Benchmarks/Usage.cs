namespace Topiary.Benchmarks;

/// <summary>What the program can do.</summary>
internal static class Usage
{
    /// <summary>Prints it.</summary>
    public static int Print()
    {
        Console.WriteLine("""
            dotnet run -c Release --project tests/Topiary.Benchmarks -- ...
              (nothing)                     every BenchmarkDotNet benchmark
              --filter '*Dispatch*'         some of them; all options of BenchmarkDotNet
              --compare [--mqttload PATH] [--cases LIST] [--rounds N] [--seconds N]
                                            the broker beside Mosquitto, nats-server and aedes as far as they are installed
              --bystanders [--mqttload PATH] [--rounds N] [--seconds N] [--cases idle,stalled]
                                            what idle subscribers and stalled ones cost the others
              --client [--broker mqtt://HOST:PORT]
                                            one client's publishes and requests a second
              --storage [RECORDS] [FOLDER]  the log of the durable stores: appending, committing, recovery
              --pauses [--rounds 3] [--seconds 15] [--rate 4000]
                                            whether compaction of the broker's store holds up delivery
              --formats                     generated MessagePack serializers beside the generated JSON ones
              --editor [--contracts 500] [--rounds 3]
                                            generators and analyzers beside the compilation of a project, and at a keystroke
              --soak [--seconds 60]         broker and clients under load: memory must stay flat
            """);
        return 0;
    }
}
